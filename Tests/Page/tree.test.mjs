import assert from "node:assert/strict";
import test from "node:test";

import { assignLogs, collapsedBelow, groupMarks, revealing, visibleRows } from "../../Sources/CPageAssets/page/js/rows.js";
import { traceStatistics } from "../../Sources/CPageAssets/page/js/statistics.js";
import {
  buildTree, childrenOf, criticalPath, matchSpans, searchTextOfSpan,
} from "../../Sources/CPageAssets/page/js/tree.js";

function span(id, parent, start, end, more = {}) {
  return { id, parent, name: id, service: "s", start: BigInt(start), end: BigInt(end), isError: false, raw: {}, ...more };
}

const ids = (tree) => tree.spans.map(({ id }) => id).join("");

test("parents come before children, and siblings by start", () => {
  const tree = buildTree([span("d", "b", 6, 7), span("c", "a", 5, 9), span("b", "a", 1, 8), span("a", "", 0, 10)]);
  assert.equal(ids(tree), "abdc");
  assert.deepEqual([...tree.depths], [0, 1, 2, 1]);
  assert.deepEqual([...tree.parents], [-1, 0, 1, 0]);
  assert.deepEqual([...tree.sizes], [4, 2, 1, 1]);
  assert.deepEqual([...childrenOf(tree, 0)], [1, 3]);
  assert.deepEqual([...tree.places], [1, 1, 1, 2]);
  assert.deepEqual([...tree.siblingCounts], [1, 2, 1, 2]);
});

test("a trace has no spans, one span, or two roots", () => {
  assert.equal(buildTree([]).count, 0);
  assert.deepEqual(criticalPath(buildTree([])), []);
  assert.equal(ids(buildTree([span("a", "", 3, 3)])), "a");
  assert.equal(ids(buildTree([span("b", "", 5, 6), span("a", "", 1, 2)])), "ab");
});

test("a span whose parent is missing is an orphan at the root", () => {
  const tree = buildTree([span("a", "", 0, 10), span("b", "x", 1, 2)]);
  assert.deepEqual([...tree.depths], [0, 0]);
  assert.deepEqual([...tree.orphans], [0, 1]);
});

test("cycles of parents are cut, and no span is lost", () => {
  const tree = buildTree([span("a", "c", 3, 9), span("b", "a", 1, 2), span("c", "b", 2, 3), span("d", "d", 0, 1)]);
  assert.equal(tree.count, 4);
  assert.equal(ids(tree), "dbca");
  assert.deepEqual([...tree.orphans], [1, 1, 0, 0]);
});

test("an id that comes twice loses no span", () => {
  const tree = buildTree([span("a", "", 0, 9), span("b", "a", 1, 2), span("b", "a", 3, 4), span("c", "b", 1, 2)]);
  assert.equal(ids(tree), "abcb");
});

test("a depth of 10,000 and 100,000 spans are no problem", () => {
  const chain = Array.from({ length: 10_000 }, (_, i) => span(`${i}`, i ? `${i - 1}` : "", i, 20_000 - i));
  const deep = buildTree(chain);
  assert.equal(deep.depths[9_999], 9_999);
  assert.equal(criticalPath(deep).length, 19_999);
  const wide = Array.from({ length: 100_000 }, (_, i) => span(`${i}`, i ? `${(i - 1) >> 3}` : "", i, 200_000));
  const started = performance.now();
  const tree = buildTree(wide);
  assert.equal(tree.sizes[0], 100_000);
  assert.ok(performance.now() - started < 3000);
});

test("self time is what no child covers", () => {
  const tree = buildTree([
    span("a", "", 0, 100), span("b", "a", 10, 30), span("c", "a", 20, 40), span("d", "a", 90, 150),
  ]);
  assert.equal(tree.selfTimes[0], 100 - 30 - 10);
  assert.equal(tree.selfTimes[1], 20);
});

test("the critical path covers the root once, and names the child that ended last", () => {
  const tree = buildTree([
    span("a", "", 0, 100), span("b", "a", 10, 40), span("c", "a", 20, 90), span("d", "c", 30, 85), span("e", "a", 91, 95),
  ]);
  const path = criticalPath(tree).map(({ span, from, to }) => `${tree.spans[span].id}${from}-${to}`);
  assert.deepEqual(path, ["a0-20", "c20-30", "d30-85", "c85-90", "a90-91", "e91-95", "a95-100"]);
});

test("a child that outlasts its parent counts until the end of that", () => {
  const tree = buildTree([span("a", "", 0, 100), span("b", "a", 50, 300)]);
  assert.deepEqual(criticalPath(tree).map(({ from, to }) => [from, to]), [[0, 50], [50, 100]]);
});

test("statistics sum up what no child covers, and share the critical path", () => {
  const tree = buildTree([span("a", "", 0, 100), span("b", "a", 10, 40, { isError: true }), span("c", "a", 20, 90, { name: "b" })]);
  const statistics = traceStatistics(tree, criticalPath(tree));
  assert.deepEqual(statistics, [
    { service: "s", name: "b", count: 2, errors: 1, selfTime: 100, critical: 70 },
    { service: "s", name: "a", count: 1, errors: 0, selfTime: 20, critical: 30 },
  ]);
});

test("a search finds names, services, ids and attributes, whatever the case", () => {
  const attributes = [{ key: "http.route", value: { stringValue: "/Orders" } }];
  const tree = buildTree([span("a", "", 0, 9), span("b", "a", 1, 2, { raw: { attributes } })]);
  assert.deepEqual([...matchSpans(tree, "/orders", searchTextOfSpan)], [0, 1]);
  assert.deepEqual([...matchSpans(tree, "", searchTextOfSpan)], [0, 0]);
});

const logs = [
  { spanID: "b", time: 2n, level: "info" },
  { spanID: "zz", time: 3n, level: "warn" },
  { spanID: "", time: 4n, level: "error" },
];

test("log records follow their span, and those without one come last", () => {
  const tree = buildTree([span("a", "", 0, 9), span("b", "a", 1, 5), span("c", "b", 2, 3)]);
  const assignment = assignLogs(tree, logs);
  assert.deepEqual(assignment.unassigned, [1, 2]);
  const both = { hasSpans: true, hasLogs: true };
  assert.deepEqual([...visibleRows(tree, new Set(), assignment, both)], [0, 1, ~0, 2, ~1, ~2]);
  assert.deepEqual([...visibleRows(tree, new Set([0]), assignment, both)], [0, ~1, ~2]);
  assert.deepEqual([...visibleRows(tree, new Set([1]), assignment, both)], [0, 1, ~0, ~1, ~2]);
  assert.deepEqual([...visibleRows(tree, new Set([0]), assignment, { hasSpans: false, hasLogs: true })], [~0, ~1, ~2]);
});

test("a span is revealed by opening what is above it", () => {
  const tree = buildTree([span("a", "", 0, 9), span("b", "a", 1, 5), span("c", "b", 2, 3)]);
  const collapsed = collapsedBelow(tree, 0);
  assert.deepEqual([...collapsed], [0, 1]);
  assert.deepEqual([...revealing(tree, collapsed, 1)], [1]);
});

test("marks that are too close become one, which has the worst level", () => {
  const events = [{ offset: 10, level: "info" }, { offset: 10.01, level: "error" }, { offset: 50, level: "info" }, { offset: 500, level: "info" }];
  const marks = groupMarks(events, 0, 100, 0.002, (a, b) => (a === "error" ? a : b));
  assert.deepEqual(marks, [{ at: 0.1, count: 2, level: "error" }, { at: 0.5, count: 1, level: "info" }]);
});
