import assert from "node:assert/strict";
import test from "node:test";

import {
  clockStep, clockTicks, durationStep, formatRFC3339, formatTime, fromMilliseconds, parseTime, toMilliseconds,
} from "../../Sources/CPageAssets/page/js/time.js";

test("times keep their nanoseconds", () => {
  for (const text of ["2023-01-30T14:10:26.923463548Z", "1969-12-31T23:59:59.000000001Z", "2023-01-30T00:00:00Z"]) {
    assert.equal(formatRFC3339(parseTime(text)), text);
  }
});

test("times are read with a zone, a blank, and without seconds", () => {
  const expected = parseTime("2023-01-30T14:10:00Z");
  for (const text of ["2023-01-30 14:10", "2023-01-30T15:10:00+01:00", "2023-01-30t08:40:00-0530", " 2023-01-30 14:10:00.000 "]) {
    assert.equal(parseTime(text), expected, text);
  }
  assert.equal(parseTime("2023-01-30"), parseTime("2023-01-30T00:00:00Z"));
});

test("the number of digits tells the unit of a Unix time", () => {
  for (const digits of ["1675087826", "1675087826000", "1675087826000000", "1675087826000000000"]) {
    assert.equal(parseTime(digits), 1675087826000000000n, digits);
  }
});

test("what is no time is null", () => {
  for (const text of ["", "yesterday", "2023-02-30", "2023-01-30T25:00:00Z", "2023-01-30T10:60Z", "12"]) {
    assert.equal(parseTime(text), null, text);
  }
});

test("milliseconds keep microseconds", () => {
  const time = parseTime("2023-01-30T14:10:26.923463Z");
  const back = fromMilliseconds(toMilliseconds(time));
  assert.ok(back - time < 500n && time - back < 500n);
});

test("digits of the fraction are cut off, not rounded", () => {
  assert.equal(formatTime(parseTime("2023-01-30T23:59:59.9999Z"), 3), "2023-01-30 23:59:59.999");
});

test("ticks of clocks lie on round times", () => {
  const start = Date.UTC(2023, 0, 30, 13, 7, 13);
  const ticks = clockTicks(start, start + 3_600_000, 8);
  assert.deepEqual(ticks.map(({ label }) => label), ["13:10", "13:20", "13:30", "13:40", "13:50", "14:00"]);
  assert.equal(durationStep(20e6, 4), 5e6);
  assert.equal(durationStep(1200e9, 8), 300e9);
  assert.equal(clockStep(5, 10), 1);
  assert.equal(clockStep(1e15, 10), 365 * 86_400_000);
});
