// Metrics: PromQL as a graph and a table, and exemplars that open traces.

import { element, examples, fill, notice, setText } from "./dom.js";
import { formatNumberOf } from "./format.js";
import { Graph } from "./graph.js";
import { failureNotice, Loading } from "./loading.js";
import { MetricList } from "./metriclist.js";
import { QueryBox } from "./querybox.js";
import { exemplarQuery } from "./series.js";
import { SeriesTable } from "./seriestable.js";
import { clockStep, formatTime, fromMilliseconds, toMilliseconds } from "./time.js";

const EXAMPLES = [
  ["sum by (job) (rate(http_server_request_duration_seconds_count[5m]))", "requests a second by job"],
  ["histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_seconds_bucket[5m])))", "the time that 95 % stay below"],
  ["topk(5, process_cpu_utilization)", "the five highest"],
];
const POINTS = 240;
const DRAWN_SERIES = 100;
const SHOWN_EXEMPLARS = 200;

export class MetricsView {
  #asked = null;
  #series = [];
  #hidden = new Set();

  constructor(app) {
    this.app = app;
    this.box = new QueryBox({
      id: "promql",
      label: "PromQL",
      placeholder: "rate(http_server_request_duration_seconds_count[5m]) – Enter runs it",
      run: (query) => this.#search(query),
    });
    this.graph = new Graph({
      select: (start, end) => app.setWindow(fromMilliseconds(start), fromMilliseconds(end)),
      openExemplar: (exemplar) => this.#openExemplar(exemplar),
      hover: (time) => this.table.showTime(time),
    });
    this.table = new SeriesTable({
      toggle: (index) => this.#toggle(index),
      openExemplar: (exemplar) => app.href("trace", { id: exemplar.traceID, params: { span: exemplar.spanID } }),
    });
    this.names = new MetricList(app.source, (query) => this.#search(query));
    this.summary = element("div.summary", { role: "status" });
    this.results = element("div.metrics-results");
    this.node = element(
      "section.view.metrics-view",
      { "aria-label": "Metrics" },
      this.box.node,
      element(
        "div.metrics-body",
        {},
        this.names.node,
        element("div.metrics-main", {}, this.summary, this.results),
      ),
    );
    this.loading = new Loading(this.node);
    this.names.load();
  }

  update() {
    const { q = "", start, end } = this.app.state.params;
    this.box.value = q;
    const key = JSON.stringify([q, start, end]);
    if (key === this.#asked) return;
    this.#asked = key;
    if (q === "") {
      this.loading.cancel();
      setText(this.summary, "");
      fill(this.results, notice("empty", "Write a PromQL query, or choose a metric from the list."));
    } else {
      this.#load(q);
    }
  }

  close() {
    this.loading.cancel();
    this.names.close();
  }

  key() {
    return false;
  }

  #search(query) {
    if (query === (this.app.state.params.q ?? "")) {
      this.#asked = null;
      this.update();
    } else {
      this.app.setParams({ q: query });
    }
  }

  #load(query) {
    const { start, end } = this.app.window;
    const window = { start: toMilliseconds(start), end: toMilliseconds(end) };
    const step = Math.max(1000, clockStep(window.end - window.start, POINTS));
    setText(this.summary, "Evaluating…");
    this.box.clearError();
    this.loading.run(
      async (signal) => {
        const asked = this.#exemplars({ query, start, end }, signal);
        const { series, notes } = await this.app.source.metricRange(
          { query, start, end, step: step / 1000 },
          signal,
        );
        this.#show(series, await asked, notes, window, step);
      },
      (error) => {
        setText(this.summary, "");
        if ([400, 422].includes(error.status)) {
          this.box.showError(error.message);
          fill(this.results, examples("metrics", EXAMPLES, this.app));
        }
        else fill(this.results, failureNotice(error));
      },
    );
  }

  /** Without exemplars, the graph is still worth to be seen. */
  async #exemplars({ query, start, end }, signal) {
    try {
      const own = await this.app.source.exemplars({ query, start, end }, signal);
      const other = exemplarQuery(query);
      if (own.length > 0 || other === query) return own;
      return await this.app.source.exemplars({ query: other, start, end }, signal);
    } catch (error) {
      if (error.name === "AbortError") throw error;
      return [];
    }
  }

  #show(series, exemplars, notes, window, step) {
    this.#hidden = new Set();
    this.#series = series;
    this.window = window;
    this.step = step;
    this.exemplars = spreadExemplars(exemplars, SHOWN_EXEMPLARS);
    const cut = exemplars.length - this.exemplars.length;
    const texts = [
      formatNumberOf(series.length, "series", "series"),
      `a value every ${step / 1000} s`,
      series.some(({ isHistogram }) => isHistogram) && "native histograms as their counts",
      series.length > DRAWN_SERIES && `the first ${DRAWN_SERIES} are drawn`,
      exemplars.length > 0 && formatNumberOf(exemplars.length, "exemplar"),
      cut > 0 && `${SHOWN_EXEMPLARS} of them are shown, the highest of each time`,
    ].filter(Boolean);
    fill(
      this.summary,
      `${texts.join(", ")}. `,
      notes.map((note) => element("div.warning-text", {}, note)),
    );
    if (series.length === 0) {
      fill(this.results, this.#emptyNotice());
      return;
    }
    fill(this.results, this.graph.node, this.table.node);
    this.table.show(this.#series, this.#lines(), this.exemplars);
    this.#draw();
  }

  #emptyNotice() {
    const { start, end } = this.app.window;
    return notice(
      "empty",
      "The query gives no series in this window.",
      `The window is ${formatTime(start, 0)} – ${formatTime(end, 0)} UTC.`,
      this.app.hasWindow && element("button", { click: () => this.app.setWindow(null, null) }, "Take all of the data"),
    );
  }

  #lines() {
    return this.#series.slice(0, DRAWN_SERIES).map((series, i) => ({
      series,
      hue: Math.round((250 + i * 137.508) % 360),
      isHidden: this.#hidden.has(i),
    }));
  }

  #draw() {
    this.graph.show(this.#lines(), this.exemplars, this.window, this.step);
  }

  #toggle(index) {
    if (!this.#hidden.delete(index)) this.#hidden.add(index);
    this.table.showHidden(this.#hidden);
    this.#draw();
  }

  #openExemplar({ traceID, spanID }) {
    this.app.go(this.app.href("trace", { id: traceID, params: { span: spanID } }));
  }
}

/** At most `limit` exemplars: the highest of each equal part of the time. */
function spreadExemplars(exemplars, limit) {
  const sorted = [...exemplars].sort((a, b) => a.time - b.time);
  if (sorted.length <= limit) return sorted;
  const first = sorted[0].time;
  const width = (sorted[sorted.length - 1].time - first) / limit || 1;
  const highest = new Map();
  for (const exemplar of sorted) {
    const part = Math.min(limit - 1, Math.floor((exemplar.time - first) / width));
    if (!highest.has(part) || exemplar.value > highest.get(part).value) highest.set(part, exemplar);
  }
  return [...highest.values()];
}
