import assert from "node:assert/strict";
import test from "node:test";

import {
  cutText, formatDuration, formatNumberOf, formatValue, parseDuration,
} from "../../Sources/CPageAssets/page/js/format.js";

test("durations have three digits that count", () => {
  const cases = [
    [0, "0 ns"], [999, "999 ns"], [999.9, "1 µs"], [1500, "1.5 µs"], [78_250_808, "78.3 ms"],
    [99_960_000, "100 ms"], [100_000_000, "100 ms"], [999_999_999, "1 s"], [1.24e9, "1.24 s"],
    [59.4e9, "59.4 s"], [59.96e9, "1 m"], [63e9, "1 m 3 s"], [44_400e9, "12 h 20 m"],
    [-5e6, "−5 ms"], [NaN, "–"],
  ];
  for (const [nanoseconds, text] of cases) assert.equal(formatDuration(nanoseconds), text);
});

test("durations are read as people write them", () => {
  assert.equal(parseDuration("250ms"), 250e6);
  assert.equal(parseDuration("1.5 s"), 1.5e9);
  assert.equal(parseDuration("2m30s"), 150e9);
  for (const text of ["", "12", "ms", "1.5.2s", "-1s"]) assert.equal(parseDuration(text), null, text);
});

test("values have four digits that count", () => {
  const cases = [
    [0, "0"], [0.00123456, "0.001235"], [12.3456, "12.35"], [1234.56, "1235"], [12345, "12.35k"],
    [4.2e6, "4.2M"], [1e-7, "1.00e-7"], [-3, "−3"], [Infinity, "+Inf"], [NaN, "NaN"],
  ];
  for (const [value, text] of cases) assert.equal(formatValue(value), text);
});

test("counts have their noun", () => {
  assert.equal(formatNumberOf(1, "span"), "1 span");
  assert.equal(formatNumberOf(12345, "span"), "12,345 spans");
  assert.equal(formatNumberOf(2, "match", "matches"), "2 matches");
});

test("what is cut is counted", () => {
  assert.deepEqual(cutText("abcdef", 4), { text: "abcd", cut: 2 });
  assert.deepEqual(cutText("abc", 4), { text: "abc", cut: 0 });
});
