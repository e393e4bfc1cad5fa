// What the spans of a trace took, by service and operation.

/**
 * @param {import("./tree.js").TraceTree} tree
 * @param {{span: number, from: number, to: number}[]} path the critical path
 * @returns {{service: string, name: string, count: number, errors: number, selfTime: number,
 *   critical: number}[]} times in nanoseconds; the most self time first
 */
export function traceStatistics(tree, path) {
  const groups = new Map();
  const groupOf = new Array(tree.count);
  for (let i = 0; i < tree.count; i++) {
    const { service, name } = tree.spans[i];
    const key = JSON.stringify([service, name]);
    if (!groups.has(key)) {
      groups.set(key, { service, name, count: 0, errors: 0, selfTime: 0, critical: 0 });
    }
    const group = groups.get(key);
    groupOf[i] = group;
    group.count++;
    group.errors += tree.errors[i];
    group.selfTime += tree.selfTimes[i];
  }
  for (const { span, from, to } of path) groupOf[span].critical += to - from;
  return [...groups.values()].sort((a, b) => b.selfTime - a.selfTime);
}
