// The rows of the waterfall. A row is a number: that of a span, or `~n` for the `n`-th log record.

export const isLogRow = (row) => row < 0;
export const logOfRow = (row) => ~row;

/**
 * Which log records belong to which span.
 * @param {{spanID: string, time: bigint}[]} logs by time
 * @returns {{bySpan: Map<number, number[]>, unassigned: number[]}}
 */
export function assignLogs(tree, logs) {
  const bySpan = new Map();
  const unassigned = [];
  logs.forEach((log, i) => {
    const span = log.spanID ? tree.positions.get(log.spanID) : undefined;
    if (span === undefined) {
      unassigned.push(i);
      return;
    }
    if (!bySpan.has(span)) bySpan.set(span, []);
    bySpan.get(span).push(i);
  });
  return { bySpan, unassigned };
}

/**
 * The rows that are shown: spans that no collapsed one hides, each followed by its log records, and
 * the log records without a span at the end.
 * @param {Set<number>} collapsed spans whose descendants are hidden
 * @returns {Int32Array}
 */
export function visibleRows(tree, collapsed, assignment, { hasSpans, hasLogs }) {
  const rows = [];
  for (let i = 0; i < tree.count; ) {
    if (hasSpans) rows.push(i);
    if (hasLogs) for (const log of assignment.bySpan.get(i) ?? []) rows.push(~log);
    i += hasSpans && collapsed.has(i) ? tree.sizes[i] : 1;
  }
  if (hasLogs) for (const log of assignment.unassigned) rows.push(~log);
  return Int32Array.from(rows);
}

/** The spans at a depth and deeper that have children. */
export function collapsedBelow(tree, depth) {
  const collapsed = new Set();
  for (let i = 0; i < tree.count; i++) {
    if (tree.sizes[i] > 1 && tree.depths[i] >= depth) collapsed.add(i);
  }
  return collapsed;
}

/** The same without those that hide a span. */
export function revealing(tree, collapsed, span) {
  const revealed = new Set(collapsed);
  for (let i = tree.parents[span]; i >= 0; i = tree.parents[i]) revealed.delete(i);
  return revealed;
}

/**
 * Places of marks on a bar, as shares of the view; marks closer than `gap` become one.
 * @param {{offset: number, level: string}[]} events by time
 * @returns {{at: number, count: number, level: string}[]}
 */
export function groupMarks(events, from, to, gap, worse) {
  const marks = [];
  for (const { offset, level } of events) {
    const at = (offset - from) / (to - from);
    if (at < 0 || at > 1) continue;
    const last = marks[marks.length - 1];
    if (last && at - last.at < gap) {
      last.count++;
      last.level = worse(last.level, level);
    } else {
      marks.push({ at, count: 1, level });
    }
  }
  return marks;
}
