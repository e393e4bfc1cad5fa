// The series of a graph with their values, and the exemplars; what the graph shows as text.

import { element, fill, setText } from "./dom.js";
import { formatCount, formatValue } from "./format.js";
import { differingLabels, seriesName, valueAt } from "./series.js";
import { formatTime, fromMilliseconds } from "./time.js";

const SHOWN_SERIES = 500;
const SHOWN_EXEMPLARS = 50;

export class SeriesTable {
  #rows = [];

  /**
   * @param {{toggle: (index: number) => void, openExemplar: (exemplar: Object) => string}} actions
   *   `openExemplar` gives the URL
   */
  constructor(actions) {
    this.actions = actions;
    this.node = element("div.series-tables", { tabindex: "0", role: "region", "aria-label": "Values" });
  }

  show(series, lines, exemplars) {
    const labels = differingLabels(series);
    const columns = labels.filter((label) => label !== "le" || labels.length === 1).slice(0, 6);
    const shown = series.slice(0, SHOWN_SERIES);
    this.timeHead = element("th.is-number", { scope: "col" }, "Last");
    this.#rows = shown.map((one, i) => this.#row(one, i, columns, lines[i]));
    const head = [
      element("th", { scope: "col" }, "Line"),
      ...(columns.length > 0 ? columns : ["Series"]).map((label) => element("th", { scope: "col" }, label)),
      this.timeHead,
      ...["Least", "Mean", "Most"].map((name) => element("th.is-number", { scope: "col" }, name)),
    ];
    fill(
      this.node,
      element("table", {}, element("thead", {}, element("tr", {}, head)), element("tbody", {}, this.#rows.map(({ node }) => node))),
      series.length > shown.length &&
        element("p.muted", {}, `${formatCount(series.length - shown.length)} more series are not listed; aggregate or select fewer.`),
      exemplars.length > 0 && this.#exemplars(exemplars),
    );
  }

  showHidden(hidden) {
    this.#rows.forEach(({ swatch }, i) => swatch?.setAttribute("aria-pressed", String(!hidden.has(i))));
  }

  /** Shows the values at a time in milliseconds; the last ones for null. */
  showTime(time) {
    if (!this.timeHead) return;
    setText(this.timeHead, time === null ? "Last" : formatTime(fromMilliseconds(time), 0).slice(11));
    for (const { series, value } of this.#rows) {
      setText(value, formatValue(time === null ? series.values[series.values.length - 1] : valueAt(series, time)));
    }
  }

  #row(series, index, columns, line) {
    const finite = series.values.filter(Number.isFinite);
    const least = finite.reduce((a, b) => Math.min(a, b), Infinity);
    const most = finite.reduce((a, b) => Math.max(a, b), -Infinity);
    const mean = finite.reduce((a, b) => a + b, 0) / finite.length;
    const value = element("td.is-number", {}, formatValue(series.values[series.values.length - 1]));
    let swatch = null;
    if (line) {
      swatch = element("button.swatch", {
        "aria-pressed": "true",
        "aria-label": `Draw ${seriesName(series.labels)}`,
        title: "Draw or hide",
        click: () => this.actions.toggle(index),
      });
      swatch.style.setProperty("--hue", String(line.hue));
    }
    const texts = columns.length > 0 ? columns.map((label) => series.labels[label] ?? "") : [seriesName(series.labels)];
    const node = element(
      "tr",
      { title: seriesName(series.labels) },
      element("td", {}, swatch),
      texts.map((text) => element("td", {}, text)),
      value,
      [least, mean, most].map((number) => element("td.is-number", {}, finite.length === 0 ? "" : formatValue(number))),
    );
    return { node, series, value, swatch };
  }

  #exemplars(exemplars) {
    const highest = [...exemplars].sort((a, b) => b.value - a.value).slice(0, SHOWN_EXEMPLARS);
    const cells = ["Time (UTC)", "Value", "Trace"].map((name) =>
      element(`th${name === "Value" ? ".is-number" : ""}`, { scope: "col" }, name),
    );
    const rows = highest.map((exemplar) =>
      element(
        "tr",
        { title: seriesName(exemplar.series) },
        element("td", {}, formatTime(fromMilliseconds(exemplar.time))),
        element("td.is-number", {}, formatValue(exemplar.value)),
        element("td", {}, element("a", { href: this.actions.openExemplar(exemplar) }, element("code", {}, exemplar.traceID))),
      ),
    );
    const title = exemplars.length > rows.length ? `The ${rows.length} highest exemplars of ${formatCount(exemplars.length)}` : "Exemplars";
    return element(
      "section",
      {},
      element("h2", {}, title),
      element("table", {}, element("thead", {}, element("tr", {}, cells)), element("tbody", {}, rows)),
    );
  }
}
