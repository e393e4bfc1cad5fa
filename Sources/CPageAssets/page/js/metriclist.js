// The names of metrics, as a list to choose from.

import { breakable, element, fill } from "./dom.js";
import { isCounterName } from "./series.js";

export class MetricList {
  #controller = new AbortController();
  #names = [];

  /** @param {(query: string) => void} choose */
  constructor(source, choose) {
    this.source = source;
    this.choose = choose;
    this.filter = element("input", {
      type: "search",
      placeholder: "Filter",
      "aria-label": "Filter the names of metrics",
      input: () => this.#show(),
    });
    this.list = element("ul.metric-names");
    this.node = element("nav.facets", { "aria-label": "Metrics" }, this.filter, this.list);
  }

  close() {
    this.#controller.abort();
  }

  async load() {
    try {
      this.#names = await this.source.metricNames(this.#controller.signal);
      this.#show();
    } catch (error) {
      if (error.name !== "AbortError") fill(this.list, element("li.muted", {}, error.message));
    }
  }

  #show() {
    const text = this.filter.value.trim().toLowerCase();
    const names = this.#names.filter((name) => name.toLowerCase().includes(text));
    fill(
      this.list,
      names.length === 0 && element("li.muted", {}, "No metric has such a name."),
      names.map((name) =>
        element("li", {}, element("button.link", { click: () => this.choose(queryFor(name)) }, breakable(name))),
      ),
    );
  }
}

/** What most people want to see of a metric, by its name. */
function queryFor(name) {
  const selector = /^[a-zA-Z_:][\w:]*$/.test(name) ? name : `{${JSON.stringify(name)}}`;
  if (name.endsWith("_bucket")) return `histogram_quantile(0.95, sum by (le) (rate(${selector}[5m])))`;
  return isCounterName(name) ? `sum(rate(${selector}[5m]))` : selector;
}
