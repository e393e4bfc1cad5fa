// Metrics of what a trace ran on, below its time axis: the most unusual of them first.

import { Canvas } from "./canvas.js";
import { drawLine } from "./graph.js";
import { element, fill, notice, setText } from "./dom.js";
import { formatNumberOf, formatValue } from "./format.js";
import { linearScale } from "./layout.js";
import { differingLabels, isCounterName, rateOf, seriesName, unusualness, valueAt } from "./series.js";
import { selectorOf, tiesOf } from "./ties.js";
import { fromMilliseconds, toMilliseconds } from "./time.js";

/** What is read before and after the trace, in milliseconds. */
const AROUND = 30 * 60_000;
const SHOWN_AT_FIRST = 5;
const SHOWN_AT_MOST = 100;

export class MetricStrip {
  #range = { from: 0, to: 1 };
  #rows = [];
  #controller = new AbortController();

  constructor(source, data, app) {
    this.source = source;
    this.data = data;
    this.app = app;
    this.start = toMilliseconds(data.tree.start);
    this.end = this.start + data.tree.duration / 1e6;
    this.heading = element("span.muted");
    this.more = element("button.link", { hidden: true, click: () => this.#showAll() });
    this.body = element("div.strip-body");
    this.node = element(
      "section.strip",
      { "aria-label": "Metrics around the trace" },
      element("h2.strip-head", {}, "Metrics ", this.heading, " ", this.more),
      this.body,
    );
  }

  close() {
    this.#controller.abort();
  }

  setRange(range) {
    this.#range = range;
    for (const row of this.#rows) row.canvas.draw();
  }

  async load() {
    setText(this.heading, "looking for series of what the trace ran on…");
    try {
      this.series = await this.#tiedSeries(this.#controller.signal);
    } catch (error) {
      if (error.name === "AbortError") return;
      setText(this.heading, "");
      fill(this.body, notice("error", "The metrics can't be shown.", error.message));
      return;
    }
    this.#show(SHOWN_AT_FIRST);
  }

  async #tiedSeries(signal) {
    const ties = tiesOf(this.data.tree.spans);
    const time = fromMilliseconds(this.end + AROUND);
    const seconds = Math.ceil((this.end - this.start + 2 * AROUND) / 1000);
    const answers = await Promise.all(
      ties.map((tie) =>
        this.source.metricAt({ query: `${selectorOf(tie)}[${seconds}s]`, time }, signal),
      ),
    );
    const found = new Map();
    answers.forEach(({ series }, i) => {
      for (const one of series) {
        const key = seriesName(one.labels);
        if (!found.has(key)) found.set(key, this.#prepare(one, ties[i], i));
      }
    });
    const series = [...found.values()].filter(({ shown }) => shown.times.length > 1);
    return bestOfEachName(series.sort(bySurprise));
  }

  #prepare(series, tie, rank) {
    const name = series.labels.__name__ ?? "";
    const isRate = isCounterName(name) || series.isHistogram;
    const shown = isRate ? rateOf(series) : series;
    return {
      name: isRate ? `rate of ${name}` : name,
      isHistogram: series.isHistogram,
      labels: series.labels,
      tie: tie.label,
      rank,
      shown,
      score: unusualness(shown, this.start, this.end),
    };
  }

  #showAll() {
    this.#show(SHOWN_AT_MOST);
  }

  #show(limit) {
    const shown = this.series.slice(0, limit);
    if (shown.length === 0) {
      setText(this.heading, "");
      fill(this.body, element("p.muted.strip-empty", {}, "No series names a pod, instance, host or service of this trace."));
      this.more.hidden = true;
      return;
    }
    const total = this.series.length;
    setText(
      this.heading,
      `the ${shown.length} most unusual at its time of ${formatNumberOf(total, "series", "series")} of what it ran on`,
    );
    this.more.hidden = limit >= SHOWN_AT_MOST || total <= limit;
    setText(this.more, total > SHOWN_AT_MOST ? `show ${SHOWN_AT_MOST}` : `show all ${total}`);
    const labels = differingLabels(this.series);
    this.#rows = shown.map((series) => this.#row(series, labels));
    fill(this.body, this.#rows.map(({ node }) => node));
  }

  #row(series, differing) {
    const [low, high] = extremes(series.shown.values);
    const canvas = new Canvas("strip-canvas", (context, width, height, colours) => {
      this.#drawSeries(context, width, height, colours, series, low, high);
    });
    const spark = new Canvas("strip-spark", (context, width, height, colours) => {
      this.#drawContext(context, width, height, colours, series, low, high);
    });
    const value = formatValue(valueAt(series.shown, this.end));
    canvas.label = `${series.name} is ${value} at the trace, from ${formatValue(low)} to ${formatValue(high)} in the hour around.`;
    spark.label = "The hour around the trace";
    const shownLabels = differing.filter((label) => label !== "__name__" && series.labels[label]);
    const tie = shownLabels.includes(series.tie) ? [] : [series.tie].filter((label) => series.labels[label]);
    const subtitle = [...tie, ...shownLabels].map((label) => series.labels[label]).filter((text, i, all) => all.indexOf(text) === i).join(" · ");
    const link = element("a.strip-name", { href: this.#metricsLink(series), title: seriesName(series.labels) }, series.name);
    const node = element(
      "div.strip-row",
      {},
      element(
        "div.strip-label",
        {},
        element("div.strip-text", {}, link, element("div.muted.strip-labels", {}, subtitle)),
        spark.node,
        element("span.strip-value", {}, value),
      ),
      canvas.node,
    );
    return { node, canvas };
  }

  #metricsLink({ labels, isHistogram }) {
    const selector = seriesName(labels);
    const isCounter = isCounterName(labels.__name__ ?? "");
    const rate = `rate(${selector}[5m])`;
    const query = isHistogram ? `histogram_quantile(0.95, ${rate})` : isCounter ? rate : selector;
    const start = new Date(this.start - AROUND).toISOString();
    const end = new Date(this.end + AROUND).toISOString();
    return this.app.href("metrics", { params: { q: query, start, end } });
  }

  /** On the axis of the spans. */
  #drawSeries(context, width, height, colours, { shown }, low, high) {
    const { from, to } = this.#range;
    const x = linearScale(this.start + from / 1e6, this.start + to / 1e6, 0, width);
    const y = linearScale(low, high, height - 4, 4);
    context.fillStyle = colours.get("band");
    context.fillRect(x(this.start), 0, Math.max(1, x(this.end) - x(this.start)), height);
    context.strokeStyle = colours.get("accent");
    context.lineWidth = 1.5;
    drawLine(context, shown, x, y, usualGap(shown.times) * 2.5);
    context.fillStyle = colours.get("accent");
    shown.times.forEach((time, i) => {
      const place = x(time);
      if (place < -4 || place > width + 4 || !Number.isFinite(shown.values[i])) return;
      context.beginPath();
      context.arc(place, y(shown.values[i]), 2.5, 0, 2 * Math.PI);
      context.fill();
    });
  }

  /** The hour around, with the place of the trace. */
  #drawContext(context, width, height, colours, { shown }, low, high) {
    const x = linearScale(this.start - AROUND, this.end + AROUND, 0, width);
    const y = linearScale(low, high, height - 2, 2);
    context.fillStyle = colours.get("mark");
    context.fillRect(x(this.start) - 1, 0, Math.max(2, x(this.end) - x(this.start)), height);
    context.strokeStyle = colours.get("muted");
    context.lineWidth = 1;
    drawLine(context, shown, x, y, usualGap(shown.times) * 2.5);
  }
}

/** The most unusual first; among equals, those of the narrower tie, then by name. */
function bySurprise(a, b) {
  return b.score - a.score || a.rank - b.rank || a.name.localeCompare(b.name);
}

/** One series of each metric first, so that none fills the strip. */
function bestOfEachName(sorted) {
  const seen = new Set();
  const isFirst = (name) => !seen.has(name) && Boolean(seen.add(name));
  const [first, rest] = [[], []];
  for (const series of sorted) (isFirst(series.name) ? first : rest).push(series);
  return [...first, ...rest];
}

function extremes(values) {
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const high = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  if (low > high) return [0, 1];
  return low === high ? [low - 1, high + 1] : [low, high];
}

function usualGap(times) {
  const gaps = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
  return gaps[gaps.length >> 1] ?? 60_000;
}
