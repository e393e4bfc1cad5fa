// Log records: LogQL, counts over time by level, facets, and a list.

import { announce, element, examples, fill, notice, setText } from "./dom.js";
import { Facets } from "./facets.js";
import { formatCount, formatNumberOf } from "./format.js";
import { Histogram } from "./histogram.js";
import { levelRank } from "./levels.js";
import { failureNotice, Loading } from "./loading.js";
import { LogDetail } from "./logdetail.js";
import { LogList } from "./loglist.js";
import { countQuery, EVERYTHING, queryForText, queryWithLabel } from "./logquery.js";
import { QueryBox } from "./querybox.js";
import { clockStep, fromMilliseconds, toMilliseconds } from "./time.js";

const EXAMPLES = [
  [`${EVERYTHING} |= "timeout"`, "lines with a text"],
  ['{service_name="cart"} |~ "(?i)refused|reset"', "lines of a service that an expression matches"],
  [`${EVERYTHING} | detected_level="error"`, "of a level"],
  [`${EVERYTHING} | trace_id="66ea073509f4c2132258542dd751ef21"`, "of a trace"],
];
const PAGE = 1000;

export class LogsView {
  #asked = null;
  #logs = [];
  #isComplete = true;

  constructor(app) {
    this.app = app;
    this.box = new QueryBox({
      id: "logql",
      label: "LogQL",
      placeholder: `${EVERYTHING} |= "timeout" – or text to look for; Enter runs it`,
      run: (query) => this.#search(query),
    });
    this.histogram = new Histogram((start, end) =>
      app.setWindow(fromMilliseconds(start), fromMilliseconds(end)),
    );
    this.facets = new Facets(app.source, (label, value, operator) =>
      this.#search(queryWithLabel(this.query, label, value, operator)),
    );
    this.list = new LogList({ select: (log) => this.#select(log) });
    this.detail = new LogDetail(app, {
      filter: (label, value, operator) =>
        this.#search(queryWithLabel(this.query, label, value, operator)),
    });
    this.summary = element("div.summary", { role: "status" });
    this.results = element("div.logs-results");
    this.body = element(
      "div.logs-body",
      {},
      this.facets.node,
      element("div.logs-main", {}, this.summary, this.results),
      this.detail.node,
    );
    this.node = element(
      "section.view.logs-view",
      { "aria-label": "Logs" },
      this.box.node,
      this.histogram.node,
      this.body,
    );
    this.loading = new Loading(this.node);
    this.counting = new Loading(this.histogram.node);
  }

  get query() {
    return this.app.state.params.q || EVERYTHING;
  }

  update() {
    const { q = "", start, end } = this.app.state.params;
    this.box.value = q;
    const key = JSON.stringify([q, start, end]);
    if (key === this.#asked) return;
    this.#asked = key;
    this.#load();
  }

  close() {
    this.loading.cancel();
    this.counting.cancel();
    this.facets.close();
  }

  key(key) {
    const log = this.list.selected;
    if (key !== "t" || !log?.traceID) return false;
    this.app.go(this.app.href("trace", { id: log.traceID, params: { span: log.spanID } }));
    return true;
  }

  /** A query, or text that lines contain. */
  #search(text) {
    const query = text === "" || text.startsWith("{") || text.includes("(") ? text : queryForText(text);
    if (query === (this.app.state.params.q ?? "")) {
      this.#asked = null;
      this.update();
    } else {
      this.app.setParams({ q: query });
    }
  }

  #load() {
    const { query } = this;
    const { start, end } = this.app.eventWindow;
    setText(this.summary, "Searching…");
    this.box.clearError();
    this.loading.run(
      async (signal) => {
        const logs = await this.app.source.logs({ query, start, end, limit: PAGE }, signal);
        this.#logs = logs;
        this.#isComplete = logs.length < PAGE;
        this.#show(true);
        await this.facets.load({ query, start, end }, signal);
      },
      (error) => {
        setText(this.summary, "");
        if (error.status === 400) {
          this.box.showError(error.message);
          fill(this.results, examples("logs", EXAMPLES, this.app));
        }
        else fill(this.results, failureNotice(error));
      },
    );
    this.#count(query, start, end);
  }

  #count(query, start, end) {
    const window = { start: toMilliseconds(start), end: toMilliseconds(end) };
    const step = Math.max(1000, clockStep(window.end - window.start, 80));
    this.counting.run(
      async (signal) => {
        // Values are at the ends of bars, which lie on round times.
        const first = Math.floor(window.start / step) * step;
        const last = Math.ceil(window.end / step) * step;
        const series = await this.app.source.logSeries(
          {
            query: countQuery(query, "detected_level", step / 1000),
            start: fromMilliseconds(first + step),
            end: fromMilliseconds(last),
            step: step / 1000,
          },
          signal,
        );
        const stacks = series.map(({ labels, times, values }) => ({
          level: labels.detected_level || "unknown",
          counts: new Map(times.map((time, i) => [Math.round((time - first) / step) - 1, values[i]])),
        }));
        stacks.sort((a, b) => levelRank(b.level) - levelRank(a.level));
        this.histogram.show(stacks, { start: first, end: last }, step);
        this.#showTotal(stacks);
      },
      () => this.histogram.show([], window, step),
    );
  }

  #showTotal(stacks) {
    let total = 0;
    for (const { counts } of stacks) for (const count of counts.values()) total += count;
    this.total = total;
    this.#showSummary();
  }

  #show(isNew) {
    if (isNew) this.total = undefined;
    this.#showSummary();
    if (this.#logs.length === 0) {
      fill(this.results, this.#emptyNotice());
      this.detail.show(null);
      return;
    }
    if (!this.results.contains(this.list.node)) fill(this.results, this.list.node);
    this.list.show(this.#logs, isNew);
    if (isNew) announce(formatNumberOf(this.#logs.length, "log record"));
  }

  #showSummary() {
    const shown = formatNumberOf(this.#logs.length, "log record");
    const of = this.total > this.#logs.length ? ` of about ${formatCount(this.total)}` : "";
    fill(
      this.summary,
      this.#isComplete ? `${shown}, the newest first.` : `The newest ${shown}${of}. `,
      !this.#isComplete &&
        element("button.link", { click: () => this.#loadOlder() }, `Load ${formatCount(PAGE)} older ones`),
    );
  }

  #loadOlder() {
    const { query } = this;
    const { start } = this.app.eventWindow;
    const oldest = this.#logs[this.#logs.length - 1].time;
    this.loading.run(
      async (signal) => {
        // Records of the oldest time may have been cut off, so that its rest is asked for again.
        const known = this.#logs.filter(({ time }) => time === oldest).length;
        const older = await this.app.source.logs(
          { query, start, end: oldest + 1n, limit: PAGE + known },
          signal,
        );
        this.#isComplete = older.length < PAGE + known;
        this.#logs = [...this.#logs.slice(0, this.#logs.length - known), ...older];
        this.#show(false);
      },
      (error) => fill(this.summary, error.message),
    );
  }

  #select(log) {
    this.detail.show(log);
  }

  #emptyNotice() {
    const actions = [];
    if (this.app.hasWindow) {
      actions.push(element("button", { click: () => this.app.setWindow(null, null) }, "Search all of the data"));
    }
    if (this.app.state.params.q) {
      actions.push(element("button", { click: () => this.#search("") }, "Clear the query"));
    }
    const what = this.app.hasWindow ? "No log record in this window matches." : "No log record matches.";
    return notice("empty", what, element("div.buttons", {}, actions));
  }
}
