// Numbers as people read them.

const DURATION_UNITS = [
  [1e9, "s"],
  [1e6, "ms"],
  [1e3, "µs"],
];

/** Nanoseconds with three digits that count: `78.3 ms`, `1.24 s`, `12 h 20 m`. */
export function formatDuration(nanoseconds) {
  if (!Number.isFinite(nanoseconds)) return "–";
  if (nanoseconds < 0) return `−${formatDuration(-nanoseconds)}`;
  const seconds = nanoseconds / 1e9;
  if (Math.round(seconds) >= 60) return formatLongDuration(Math.round(seconds));
  for (const [size, unit] of DURATION_UNITS) {
    if (nanoseconds >= size * 0.9995) return `${threeDigits(nanoseconds / size)} ${unit}`;
  }
  return `${Math.round(nanoseconds)} ns`;
}

function formatLongDuration(seconds) {
  const parts = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "m"],
    [1, "s"],
  ];
  const first = parts.findIndex(([size]) => seconds >= size);
  const [size, unit] = parts[first];
  const text = `${Math.floor(seconds / size)} ${unit}`;
  const [nextSize, nextUnit] = parts[first + 1];
  const rest = Math.floor((seconds % size) / nextSize);
  return rest === 0 ? text : `${text} ${rest} ${nextUnit}`;
}

function threeDigits(value) {
  const digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return trimZeros(value.toFixed(digits));
}

/**
 * Reads a duration such as `250ms`, `1.5 s` or `2m30s`.
 * @returns {number | null} nanoseconds; null if the text is none
 */
export function parseDuration(text) {
  const units = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12, d: 8.64e13 };
  const compact = text.replace(/\s+/g, "");
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h|d))+$/.test(compact)) return null;
  let total = 0;
  for (const [, number, unit] of compact.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h|d)/g)) {
    total += +number * units[unit];
  }
  return total;
}

/** `12,345`. */
export function formatCount(count) {
  return count.toLocaleString("en-US");
}

/** `1 span`, `12,345 spans`. */
export function formatNumberOf(count, noun, plural = `${noun}s`) {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** A value of a metric with four digits that count: `0.00123`, `12.35`, `4.2M`. */
export function formatValue(value) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "−Inf";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  for (const [unit, letter] of [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e4, "k"]]) {
    if (size >= unit) {
      const scaled = letter === "k" ? size / 1e3 : size / unit;
      return `${sign}${trimZeros(scaled.toPrecision(4))}${letter}`;
    }
  }
  if (size !== 0 && size < 1e-4) return sign + size.toExponential(2);
  return sign + trimZeros(size.toPrecision(4));
}

function trimZeros(text) {
  return text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text;
}

/** The first `limit` characters, and how many more there are. */
export function cutText(text, limit) {
  if (text.length <= limit) return { text, cut: 0 };
  return { text: text.slice(0, limit), cut: text.length - limit };
}
