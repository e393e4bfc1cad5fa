// Traces: a form, TraceQL, a scatter of durations over time, and a table.

import { announce, element, examples, fill, notice, setText } from "./dom.js";
import { formatDuration, formatNumberOf } from "./format.js";
import { failureNotice, Loading } from "./loading.js";
import { QueryBox } from "./querybox.js";
import { Scatter } from "./scatter.js";
import { fromMilliseconds, formatRFC3339, toMilliseconds } from "./time.js";
import { TraceForm } from "./traceform.js";
import { formFromTraceQL, traceQLFromForm } from "./tracequery.js";
import { TraceTable } from "./tracetable.js";

const EXAMPLES = [
  ["{ status = error }", "traces that have a span with an error"],
  ['{ resource.service.name = "cart" && name = "GET /items" }', "with this span"],
  ["{ duration > 250ms }", "with a span that took longer"],
  ["{ status = error } | count() > 2", "with more than two errors"],
];
const LIMIT = 1000;
const LARGE_LIMIT = 10_000;

export class TracesView {
  #asked = null;
  #traces = [];

  constructor(app) {
    this.app = app;
    this.box = new QueryBox({
      id: "traceql",
      label: "TraceQL",
      placeholder: "{ status = error } – empty: all traces; Enter runs it",
      run: (query) => this.#search(query),
    });
    this.form = new TraceForm(app, (query) => this.#search(query));
    this.scatter = new Scatter({
      open: ({ id }) => app.go(app.href("trace", { id })),
      select: (range) => this.#narrow(range),
    });
    this.table = new TraceTable({
      href: (id) => app.href("trace", { id }),
      open: (id) => app.go(app.href("trace", { id })),
      select: (trace) => this.scatter.highlight(this.#traces.indexOf(trace)),
      sort: (sort) => app.setParams({ sort }, { replace: true }),
    });
    this.summary = element("div.summary", { role: "status" });
    this.results = element("div.results");
    this.node = element(
      "section.view.traces-view",
      { "aria-label": "Traces" },
      this.form.node,
      this.box.node,
      this.summary,
      this.results,
    );
    this.loading = new Loading(this.node);
  }

  update() {
    const { q = "", sort = "start", limit } = this.app.state.params;
    const { start, end } = this.app.state.params;
    this.box.value = q;
    this.form.show(formFromTraceQL(q));
    this.table.sortBy(sort);
    const key = JSON.stringify([q, start, end, limit]);
    if (key === this.#asked) return;
    this.#asked = key;
    this.#load(q, Number(limit) || LIMIT);
  }

  close() {
    this.loading.cancel();
  }

  key() {
    return false;
  }

  #search(query) {
    const isSame = query === (this.app.state.params.q ?? "");
    if (!isSame) {
      this.app.setParams({ q: query, limit: "" });
    } else {
      this.#asked = null;
      this.update();
    }
  }

  #load(query, limit) {
    const window = this.app.hasWindow ? this.app.window : { start: null, end: null };
    setText(this.summary, "Searching…");
    this.box.clearError();
    this.loading.run(
      async (signal) => {
        const { traces } = await this.app.source.traces({ query, ...window, limit }, signal);
        this.#show(traces, limit);
      },
      (error) => {
        setText(this.summary, "");
        if (error.status === 400) {
          this.box.showError(error.message);
          fill(this.results, examples("traces", EXAMPLES, this.app));
        }
        else fill(this.results, failureNotice(error));
      },
    );
  }

  #show(traces, limit) {
    this.#traces = traces;
    const isCut = traces.length >= limit;
    const failed = traces.filter(({ errorCount }) => errorCount > 0).length;
    const text = formatNumberOf(traces.length, "trace");
    fill(
      this.summary,
      isCut ? `The newest ${text}; there are more. ` : `${text}. `,
      failed > 0 && `${formatNumberOf(failed, "trace")} with errors. `,
      isCut && "Narrow the window, or ",
      isCut && limit < LARGE_LIMIT &&
        element(
          "button.link",
          { click: () => this.app.setParams({ limit: LARGE_LIMIT }) },
          `list up to ${LARGE_LIMIT.toLocaleString("en-US")}`,
        ),
    );
    announce(text);
    if (traces.length === 0) {
      fill(this.results, this.#emptyNotice());
      return;
    }
    if (!this.results.contains(this.table.node)) {
      fill(this.results, this.scatter.node, this.table.node);
    }
    this.scatter.show(traces, this.#chartWindow(traces));
    this.table.show(traces);
  }

  /** The window that was chosen, else that of the traces, with a little space around. */
  #chartWindow(traces) {
    if (this.app.hasWindow) {
      const { start, end } = this.app.window;
      return { start: toMilliseconds(start), end: toMilliseconds(end) };
    }
    const starts = traces.map(({ start }) => toMilliseconds(start));
    const first = starts.reduce((a, b) => Math.min(a, b));
    const last = starts.reduce((a, b) => Math.max(a, b));
    const space = Math.max(1, (last - first) * 0.02);
    return { start: first - space, end: last + space };
  }

  #emptyNotice() {
    const actions = [];
    if (this.app.hasWindow) {
      actions.push(
        element("button", { click: () => this.app.setWindow(null, null) }, "Search all of the data"),
      );
    }
    if (this.app.state.params.q) {
      actions.push(element("button", { click: () => this.#search("") }, "Clear the query"));
    }
    const what = this.app.hasWindow ? "No trace in this window matches." : "No trace matches.";
    return notice("empty", what, element("div.buttons", {}, actions));
  }

  #narrow({ start, end, minimum, maximum }) {
    const form = formFromTraceQL(this.app.state.params.q ?? "");
    const params = {
      start: formatRFC3339(fromMilliseconds(start)),
      end: formatRFC3339(fromMilliseconds(end)),
    };
    if (form) {
      form.minimum = compactDuration(minimum, Math.floor);
      form.maximum = compactDuration(maximum, Math.ceil);
      params.q = traceQLFromForm(form);
    } else {
      announce(`Only the window was set: add traceDuration > ${formatDuration(minimum)} yourself`);
    }
    this.app.setParams(params);
  }
}

/** A duration that TraceQL reads, in whole microseconds or milliseconds. */
function compactDuration(nanoseconds, round) {
  return nanoseconds < 1e7 ? `${round(nanoseconds / 1e3)}us` : `${round(nanoseconds / 1e6)}ms`;
}
