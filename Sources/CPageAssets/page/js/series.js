// Series of numbers over time: rates of counters, and how unusual one was at a time.

/**
 * @typedef {{labels: Object<string, string>, times: number[], values: number[],
 *   isHistogram: boolean}} Series times in milliseconds; the values of native histograms are their
 *   counts
 */

/** The result of a query of Prometheus as series. */
export function seriesOfMatrix(result) {
  return result.map(({ metric, values = [], histograms = [] }) => {
    const counts = histograms.map(([seconds, { count }]) => [seconds, count]);
    const samples = [...values, ...counts].sort(([a], [b]) => a - b);
    return {
      labels: metric,
      times: samples.map(([seconds]) => seconds * 1000),
      values: samples.map(([, text]) => parseSample(text)),
      isHistogram: histograms.length > 0,
    };
  });
}

export function parseSample(text) {
  if (text === "+Inf") return Infinity;
  return text === "-Inf" ? -Infinity : Number(text);
}

/** Whether a metric counts up by its name, so that only its rate tells something. */
export function isCounterName(name) {
  return /_(?:total|count|sum)$/.test(name);
}

/**
 * The query whose exemplars belong to a query: those of histograms are on their buckets, also where
 * their counts and sums are asked for.
 */
export function exemplarQuery(query) {
  return query.replace(/\b([a-zA-Z_:][\w:]*)_(?:count|sum)\b(?=\s*[{[)])/g, "$1_bucket");
}

/** Increases per second from each value to the next; a counter that fell has begun anew. */
export function rateOf({ labels, times, values }) {
  const rate = { labels, times: [], values: [] };
  for (let i = 1; i < times.length; i++) {
    const seconds = (times[i] - times[i - 1]) / 1000;
    if (seconds <= 0) continue;
    const increase = values[i] < values[i - 1] ? values[i] : values[i] - values[i - 1];
    rate.times.push(times[i]);
    rate.values.push(increase / seconds);
  }
  return rate;
}

/** The last value at or before a time, else the first one after it. */
export function valueAt({ times, values }, time) {
  if (times.length === 0) return NaN;
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return values[Math.max(0, low - 1)];
}

/**
 * How far the values around a window are from the usual ones: the distance from the median over the
 * median distance. The last value before the window and the first one behind it count as well,
 * because scrapes are rarer than traces are long. 0 for a series that never changes.
 */
export function unusualness({ times, values }, from, to) {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 3) return 0;
  const middle = median(finite);
  const distances = finite.map((value) => Math.abs(value - middle));
  const largest = Math.max(...distances);
  if (largest === 0) return 0;
  const usual = Math.max(median(distances), largest / 50);
  let score = 0;
  const first = times.findLastIndex((time) => time < from);
  for (let i = Math.max(0, first); i < times.length; i++) {
    if (Number.isFinite(values[i])) score = Math.max(score, Math.abs(values[i] - middle) / usual);
    if (times[i] > to) break;
  }
  return score;
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** A series as PromQL writes it. */
export function seriesName(labels) {
  const { __name__: name = "", ...rest } = labels;
  const text = Object.entries(rest)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(", ");
  return text ? `${name}{${text}}` : name || "{}";
}

/** The labels by which series differ, in the order of the alphabet. */
export function differingLabels(list) {
  const values = new Map();
  for (const { labels } of list) {
    for (const label of Object.keys(labels)) values.set(label, new Set());
  }
  for (const { labels } of list) {
    for (const [label, set] of values) set.add(labels[label]);
  }
  return [...values].filter(([, set]) => set.size > 1).map(([label]) => label).sort();
}
