// Geometry without a browser: scales, windows of rows, bins.

/** Which of `count` rows are in view, with some before and behind. */
export function rowWindow(scrollTop, height, rowHeight, count, margin = 12) {
  const first = Math.min(count, Math.max(0, Math.floor(scrollTop / rowHeight) - margin));
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + margin);
  return { first, end: Math.max(first, end) };
}

export function linearScale(from, to, low, high) {
  const factor = to === from ? 0 : (high - low) / (to - from);
  const scale = (value) => low + (value - from) * factor;
  scale.invert = (place) => (factor === 0 ? from : from + (place - low) / factor);
  return scale;
}

export function logScale(from, to, low, high) {
  const inner = linearScale(Math.log(from), Math.log(to), low, high);
  const scale = (value) => inner(Math.log(Math.max(value, from)));
  scale.invert = (place) => Math.exp(inner.invert(place));
  return scale;
}

/** 1, 2 or 5 times a power of ten that cuts a span into at most `count` parts. */
export function roundStep(span, count) {
  if (!(span > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(span / count));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => span / step <= count * 1.0001);
}

/** Round numbers from a lower to an upper bound: multiples of a step. */
export function roundTicks(from, to, count, step = roundStep(to - from, count)) {
  const ticks = [];
  for (let n = Math.ceil(from / step); n * step <= to + step * 1e-9; n++) ticks.push(n * step);
  return ticks;
}

/** The powers of ten from a lower to an upper bound. */
export function powersOfTen(from, to) {
  const ticks = [];
  for (let n = Math.ceil(Math.log10(from) - 1e-9); 10 ** n <= to * 1.0001; n++) ticks.push(10 ** n);
  return ticks;
}

/** A range moved and scaled around a place, kept within bounds. */
export function zoomed({ from, to }, factor, around, bounds) {
  const from2 = around - (around - from) * factor;
  const to2 = around + (to - around) * factor;
  return within({ from: from2, to: to2 }, bounds);
}

export function panned({ from, to }, share, bounds) {
  const distance = (to - from) * share;
  return within({ from: from + distance, to: to + distance }, bounds);
}

function within({ from, to }, bounds) {
  const span = Math.min(to - from, bounds.to - bounds.from);
  const start = Math.min(Math.max(from, bounds.from), bounds.to - span);
  return { from: start, to: start + span };
}
