import assert from "node:assert/strict";
import test from "node:test";

import { huesOf } from "../../Sources/CPageAssets/page/js/hues.js";
import {
  linearScale, logScale, panned, powersOfTen, roundTicks, rowWindow, zoomed,
} from "../../Sources/CPageAssets/page/js/layout.js";
import { plainValue, spansOfTrace, valueText } from "../../Sources/CPageAssets/page/js/otlp.js";
import {
  differingLabels, exemplarQuery, rateOf, seriesName, seriesOfMatrix, unusualness, valueAt,
} from "../../Sources/CPageAssets/page/js/series.js";
import { selectorOf, tiesOf } from "../../Sources/CPageAssets/page/js/ties.js";

test("a counter that falls has begun anew", () => {
  const rate = rateOf({ labels: {}, times: [0, 10_000, 20_000, 20_000], values: [5, 25, 10, 12] });
  assert.deepEqual(rate, { labels: {}, times: [10_000, 20_000], values: [2, 1] });
});

test("the value at a time is the last one until then", () => {
  const series = { times: [10, 20, 30], values: [1, 2, 3] };
  assert.deepEqual([5, 10, 25, 99].map((time) => valueAt(series, time)), [1, 1, 2, 3]);
  assert.ok(Number.isNaN(valueAt({ times: [], values: [] }, 5)));
});

test("a peak at the time is more unusual than one elsewhere", () => {
  const times = Array.from({ length: 61 }, (_, i) => i * 1000);
  const noise = (i) => 10 + (i % 3);
  const peakAt = (peak) => ({ times, values: times.map((_, i) => (i === peak ? 100 : noise(i))) });
  assert.ok(unusualness(peakAt(30), 29_900, 30_100) > 10);
  assert.ok(unusualness(peakAt(31), 30_100, 30_200) > 10, "the first value behind the window counts");
  assert.ok(unusualness(peakAt(5), 29_900, 30_100) < 3);
  assert.equal(unusualness({ times, values: times.map(() => 7) }, 0, 10), 0);
});

test("infinities and NaN are read", () => {
  const [series] = seriesOfMatrix([{ metric: { a: "b" }, values: [[1.5, "+Inf"], [2, "NaN"], [3, "-Inf"]] }]);
  assert.deepEqual(series.times, [1500, 2000, 3000]);
  assert.deepEqual(series.values, [Infinity, NaN, -Infinity]);
});

test("native histograms are their counts", () => {
  const [series] = seriesOfMatrix([{ metric: {}, histograms: [[1, { count: "5", sum: "2", buckets: [] }]] }]);
  assert.deepEqual([series.times, series.values, series.isHistogram], [[1000], [5], true]);
});

test("exemplars of counts and sums are those of the buckets", () => {
  assert.equal(exemplarQuery("rate(a_seconds_count[5m]) / rate(a_seconds_sum{x=\"b_count\"}[5m])"), "rate(a_seconds_bucket[5m]) / rate(a_seconds_bucket{x=\"b_count\"}[5m])");
  assert.equal(exemplarQuery("sum(up_total)"), "sum(up_total)");
});

test("series are named as PromQL writes them", () => {
  assert.equal(seriesName({ __name__: "up", job: 'a"b' }), 'up{job="a\\"b"}');
  assert.equal(seriesName({}), "{}");
  assert.deepEqual(differingLabels([{ labels: { a: "1", b: "1" } }, { labels: { a: "2", b: "1", c: "3" } }]), ["a", "c"]);
});

const resource = (attributes) => ({
  attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } })),
});

test("series are tied by what spans ran on, the narrowest first", () => {
  const spans = [
    { resource: resource({ "service.name": "cart", "k8s.pod.name": "cart-1.x" }) },
    { resource: resource({ "service.name": "pay", "k8s.pod.name": "pay-2" }) },
  ];
  const ties = tiesOf(spans);
  assert.deepEqual(ties[0], { label: "k8s_pod_name", values: ["cart-1.x", "pay-2"] });
  assert.ok(ties.some(({ label }) => label === "job"));
  assert.ok(selectorOf(ties[0]).startsWith('{k8s_pod_name=~"cart-1\\\\.x|pay-2",'));
});

test("spans of OTLP-JSON become flat, whatever they lack", () => {
  const [full, empty] = spansOfTrace({
    resourceSpans: [
      { resource: resource({ "service.name": "cart" }), scopeSpans: [{ spans: [{ spanId: "a", name: "n", startTimeUnixNano: "5", endTimeUnixNano: "3", status: { code: 2 } }] }] },
      { scopeSpans: [{ spans: [{}] }] },
    ],
  });
  assert.deepEqual([full.service, full.start, full.end, full.isError], ["cart", 5n, 5n, true]);
  assert.deepEqual([empty.service, empty.name, empty.start], ["unknown_service", "", 0n]);
});

test("values of OTLP keep large integers and structures", () => {
  assert.equal(plainValue({ intValue: "9223372036854775807" }), "9223372036854775807");
  const list = { arrayValue: { values: [{ intValue: "1" }, { kvlistValue: { values: [{ key: "k", value: { boolValue: true } }] } }] } };
  assert.equal(valueText(list), '[1,{"k":true}]');
  assert.equal(valueText({ stringValue: "</script>" }), "</script>");
  assert.equal(plainValue({}), null);
});

test("scales go both ways", () => {
  for (const scale of [linearScale(10, 20, 0, 100), logScale(1, 1000, 0, 100)]) {
    for (const place of [0, 33, 100]) assert.ok(Math.abs(scale(scale.invert(place)) - place) < 1e-9);
  }
  assert.equal(linearScale(5, 5, 0, 100)(5), 0);
});

test("ticks are round and within the bounds", () => {
  assert.deepEqual(roundTicks(0, 78, 4), [0, 20, 40, 60]);
  assert.deepEqual(powersOfTen(5, 2000), [10, 100, 1000]);
});

test("rows in view are those that can be seen, and a margin", () => {
  assert.deepEqual(rowWindow(220, 100, 22, 1000, 2), { first: 8, end: 17 });
  assert.deepEqual(rowWindow(0, 100, 22, 3, 2), { first: 0, end: 3 });
  assert.deepEqual(rowWindow(9999, 100, 22, 0, 2), { first: 0, end: 0 });
});

test("zooming and moving stay within the bounds", () => {
  const bounds = { from: 0, to: 100 };
  assert.deepEqual(zoomed({ from: 40, to: 60 }, 0.5, 50, bounds), { from: 45, to: 55 });
  assert.deepEqual(zoomed({ from: 40, to: 60 }, 100, 50, bounds), bounds);
  assert.deepEqual(panned({ from: 80, to: 100 }, 0.5, bounds), { from: 80, to: 100 });
});

test("services have hues of their own", () => {
  const hues = huesOf(["b", "a", "c", "a"]);
  assert.equal(new Set(hues.values()).size, 3);
});
