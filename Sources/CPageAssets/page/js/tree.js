// The spans of a trace as a tree, kept in columns. Span `i` of the columns is the `i`-th of a walk
// that visits parents before children and siblings by start: the descendants of a span are the
// `sizes[i] - 1` spans that follow it. All walks are loops, as traces can be deep.

/**
 * @typedef {Object} TraceTree
 * @property {number} count
 * @property {bigint} start the first start of all spans
 * @property {number} duration nanoseconds until the last end
 * @property {Float64Array} offsets nanoseconds from `start` to the start of each span
 * @property {Float64Array} durations nanoseconds
 * @property {Int32Array} parents the position of each parent; -1 for roots
 * @property {Int32Array} depths
 * @property {Int32Array} sizes spans of each subtree, its root included
 * @property {Uint8Array} errors 1 for spans with an error
 * @property {Int32Array} errorsBelow spans with an error in the rest of each subtree
 * @property {Uint8Array} orphans 1 for spans whose parent is missing, or below themselves
 * @property {Float64Array} selfTimes nanoseconds that no child covers
 * @property {Int32Array} places which of its siblings a span is, from 1
 * @property {Int32Array} siblingCounts how many siblings a span has, itself included
 * @property {import("./otlp.js").Span[]} spans
 * @property {Map<string, number>} positions by id of the span
 */

/** @returns {TraceTree} */
export function buildTree(spans) {
  const count = spans.length;
  const { start, end } = extent(spans);
  const parentOf = parentIndexes(spans);
  const { order, orphans } = walk(spans, parentOf);
  const position = new Int32Array(count);
  for (let i = 0; i < count; i++) position[order[i]] = i;
  const tree = {
    count,
    start,
    duration: Number(end - start),
    offsets: new Float64Array(count),
    durations: new Float64Array(count),
    parents: new Int32Array(count),
    depths: new Int32Array(count),
    sizes: new Int32Array(count).fill(1),
    errors: new Uint8Array(count),
    errorsBelow: new Int32Array(count),
    orphans: new Uint8Array(count),
    selfTimes: new Float64Array(count),
    places: new Int32Array(count),
    siblingCounts: new Int32Array(count),
    spans: new Array(count),
    positions: new Map(),
  };
  for (let i = 0; i < count; i++) {
    const span = spans[order[i]];
    const parent = parentOf[order[i]];
    tree.spans[i] = span;
    tree.offsets[i] = Number(span.start - start);
    tree.durations[i] = Number(span.end - span.start);
    tree.parents[i] = parent < 0 ? -1 : position[parent];
    tree.depths[i] = parent < 0 ? 0 : tree.depths[tree.parents[i]] + 1;
    tree.errors[i] = span.isError ? 1 : 0;
    tree.orphans[i] = orphans[order[i]];
    if (!tree.positions.has(span.id)) tree.positions.set(span.id, i);
  }
  for (let i = count - 1; i >= 0; i--) {
    const parent = tree.parents[i];
    if (parent < 0) continue;
    tree.sizes[parent] += tree.sizes[i];
    tree.errorsBelow[parent] += tree.errorsBelow[i] + tree.errors[i];
  }
  for (let i = 0; i < count; i++) tree.selfTimes[i] = selfTime(tree, i);
  countSiblings(tree);
  return tree;
}

/** Counts children up as they come, and then gives each the last count of its parent. */
function countSiblings({ count, parents, places, siblingCounts }) {
  // The roots are the children of the last place.
  const childCounts = new Int32Array(count + 1);
  const parentOf = (i) => (parents[i] < 0 ? count : parents[i]);
  for (let i = 0; i < count; i++) places[i] = ++childCounts[parentOf(i)];
  for (let i = 0; i < count; i++) siblingCounts[i] = childCounts[parentOf(i)];
}

function extent(spans) {
  if (spans.length === 0) return { start: 0n, end: 0n };
  let { start, end } = spans[0];
  for (const span of spans) {
    if (span.start < start) start = span.start;
    if (span.end > end) end = span.end;
  }
  return { start, end };
}

function parentIndexes(spans) {
  const byID = new Map();
  spans.forEach((span, i) => {
    if (!byID.has(span.id)) byID.set(span.id, i);
  });
  return Int32Array.from(spans, (span, i) => {
    const parent = span.parent === "" ? undefined : byID.get(span.parent);
    return parent === undefined || parent === i ? -1 : parent;
  });
}

/** Visits all spans; a cycle of parents is cut at its earliest span, which `parentOf` then says. */
function walk(spans, parentOf) {
  const count = spans.length;
  const byStart = Array.from({ length: count }, (_, i) => i);
  byStart.sort((a, b) => (spans[a].start < spans[b].start ? -1 : spans[a].start > spans[b].start ? 1 : a - b));
  const orphans = new Uint8Array(count);
  const children = childLists(byStart, parentOf);
  const visited = new Uint8Array(count);
  const order = new Int32Array(count);
  let length = 0;
  const visit = (root) => {
    const stack = [root];
    while (stack.length > 0) {
      const i = stack.pop();
      if (visited[i]) continue;
      visited[i] = 1;
      order[length++] = i;
      // The list of children is from last to first, so that the first is on top.
      for (let child = children.last[i]; child >= 0; child = children.previous[child]) {
        stack.push(child);
      }
    }
  };
  for (const i of byStart) {
    if (parentOf[i] >= 0) continue;
    if (spans[i].parent !== "") orphans[i] = 1;
    visit(i);
  }
  for (const i of byStart) {
    if (visited[i]) continue;
    orphans[i] = 1;
    parentOf[i] = -1;
    visit(i);
  }
  return { order, orphans };
}

function childLists(byStart, parentOf) {
  const last = new Int32Array(parentOf.length).fill(-1);
  const previous = new Int32Array(parentOf.length).fill(-1);
  for (const i of byStart) {
    const parent = parentOf[i];
    if (parent < 0) continue;
    previous[i] = last[parent];
    last[parent] = i;
  }
  return { last, previous };
}

function selfTime(tree, i) {
  const start = tree.offsets[i];
  const end = start + tree.durations[i];
  let covered = 0;
  let until = start;
  for (const child of childrenOf(tree, i)) {
    const from = Math.max(tree.offsets[child], until);
    const to = Math.min(tree.offsets[child] + tree.durations[child], end);
    if (to > from) {
      covered += to - from;
      until = to;
    }
  }
  return tree.durations[i] - covered;
}

/** The children of a span, by start. */
export function* childrenOf(tree, i) {
  const end = i + tree.sizes[i];
  for (let child = i + 1; child < end; child += tree.sizes[child]) yield child;
}

/**
 * What the end of the trace waited for: going back from the end of the longest root, the time that
 * the child which ended last took, then that of the one which ended last before it started, and so
 * on, as Jaeger computes it.
 * @returns {{span: number, from: number, to: number}[]} offsets in nanoseconds, by time
 */
export function criticalPath(tree) {
  let root = -1;
  for (let i = 0; i < tree.count; i += tree.sizes[i]) {
    if (root < 0 || tree.durations[i] > tree.durations[root]) root = i;
  }
  if (root < 0) return [];
  const segments = [];
  const endOf = (i) => tree.offsets[i] + tree.durations[i];
  // A child that outlasts its parent counts until the end of that.
  const frame = (span, end) => ({
    span,
    end,
    until: end,
    children: [...childrenOf(tree, span)].sort((a, b) => endOf(b) - endOf(a)),
    next: 0,
  });
  const stack = [frame(root, endOf(root))];
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    const start = tree.offsets[top.span];
    let child = -1;
    let from = start;
    while (top.next < top.children.length && child < 0) {
      const candidate = top.children[top.next++];
      const end = Math.min(endOf(candidate), top.end);
      if (end > top.until || end <= start || tree.offsets[candidate] >= end) continue;
      child = candidate;
      from = end;
    }
    if (top.until > from) segments.push({ span: top.span, from, to: top.until });
    if (child < 0) {
      stack.pop();
    } else {
      top.until = Math.max(tree.offsets[child], start);
      stack.push(frame(child, from));
    }
  }
  return segments.reverse();
}

/**
 * Spans that contain a text in their name, service, id, or an attribute; case is ignored.
 * @returns {Uint8Array} 1 for those that match
 */
export function matchSpans(tree, text, searchText) {
  const needle = text.toLowerCase();
  const matches = new Uint8Array(tree.count);
  if (needle === "") return matches;
  for (let i = 0; i < tree.count; i++) {
    if (searchText(tree.spans[i]).includes(needle)) matches[i] = 1;
  }
  return matches;
}

/** Everything of a span that a search looks at, in lower case. */
export function searchTextOfSpan({ id, name, service, raw }) {
  const attributes = raw.attributes ? JSON.stringify(raw.attributes) : "";
  return `${name}\n${service}\n${id}\n${attributes}\n${raw.status?.message ?? ""}`.toLowerCase();
}
