// Points in time are nanoseconds since the Unix epoch as BigInt. Charts use milliseconds since the
// epoch as numbers, exact to a quarter of a microsecond.

import { roundStep } from "./layout.js";

export const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Reads RFC 3339, a date with or without a time in UTC, or a Unix time whose number of digits tells
 * the unit.
 * @returns {bigint | null} null for an invalid time
 */
export function parseTime(text) {
  const trimmed = text.trim();
  if (/^\d{9,20}$/.test(trimmed)) return unixTime(trimmed);
  const match = RFC3339.exec(trimmed);
  if (!match) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] =
    match;
  const milliseconds = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second);
  const date = new Date(milliseconds);
  if (date.getUTCMonth() !== +month - 1 || date.getUTCDate() !== +day) return null;
  if (+hour > 23 || +minute > 59 || +second > 59) return null;
  const nanoseconds = BigInt(milliseconds) * NANOSECONDS_PER_MILLISECOND;
  return nanoseconds + BigInt(fraction.padEnd(9, "0")) - zoneOffset(zone);
}

function unixTime(digits) {
  const unit = digits.length < 12 ? 9 : digits.length < 15 ? 6 : digits.length < 18 ? 3 : 0;
  return BigInt(digits) * 10n ** BigInt(unit);
}

function zoneOffset(zone) {
  if (zone.toUpperCase() === "Z") return 0n;
  const minutes = +zone.slice(1, 3) * 60 + +zone.slice(-2);
  return BigInt(minutes * (zone[0] === "-" ? -1 : 1)) * 60_000_000_000n;
}

/** RFC 3339 in UTC with as many digits as the time needs; for URLs and requests. */
export function formatRFC3339(time) {
  const { date, nanoseconds } = civil(time);
  const fraction = String(nanoseconds).padStart(9, "0").replace(/0+$/, "");
  return date.toISOString().slice(0, 19) + (fraction ? `.${fraction}` : "") + "Z";
}

/** Such as `2023-01-30 14:10:26.923` in UTC; `digits` of the fraction, cut off. */
export function formatTime(time, digits = 3) {
  const { date, nanoseconds } = civil(time);
  const text = date.toISOString().slice(0, 19).replace("T", " ");
  if (digits === 0) return text;
  return `${text}.${String(nanoseconds).padStart(9, "0").slice(0, digits)}`;
}

/** The time of day alone. */
export function formatTimeOfDay(time, digits = 3) {
  return formatTime(time, digits).slice(11);
}

function civil(time) {
  const billion = 1_000_000_000n;
  const nanoseconds = ((time % billion) + billion) % billion;
  return { date: new Date(Number((time - nanoseconds) / 1_000_000n)), nanoseconds };
}

export function toMilliseconds(time) {
  const whole = time / NANOSECONDS_PER_MILLISECOND;
  return Number(whole) + Number(time - whole * NANOSECONDS_PER_MILLISECOND) / 1e6;
}

export function fromMilliseconds(milliseconds) {
  const whole = Math.floor(milliseconds);
  return (
    BigInt(whole) * NANOSECONDS_PER_MILLISECOND + BigInt(Math.round((milliseconds - whole) * 1e6))
  );
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CLOCK_STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500,
  SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND,
  MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
  DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 365 * DAY,
];

/** The smallest step of clocks that cuts a span of milliseconds into at most `count` parts. */
export function clockStep(span, count) {
  return CLOCK_STEPS.find((step) => span / step <= count) ?? CLOCK_STEPS[CLOCK_STEPS.length - 1];
}

/**
 * Places for labels on an axis of clock time.
 * @returns {{at: number, label: string}[]}
 */
export function clockTicks(start, end, count) {
  const step = clockStep(end - start, count);
  const ticks = [];
  for (let at = Math.ceil(start / step) * step; at <= end; at += step) {
    ticks.push({ at, label: clockLabel(at, step) });
  }
  return ticks;
}

/** The step of ticks of durations, in nanoseconds: that of clocks above some seconds. */
export function durationStep(span, count) {
  return span < 20e9 ? roundStep(span, count) : clockStep(span / 1e6, count) * 1e6;
}

function clockLabel(at, step) {
  const text = new Date(at).toISOString();
  if (step >= DAY) return text.slice(5, 10);
  if (at % DAY === 0) return `${text.slice(5, 10)} ${text.slice(11, 16)}`;
  if (step >= MINUTE) return text.slice(11, 16);
  return step >= SECOND ? text.slice(11, 19) : text.slice(11, 23);
}
