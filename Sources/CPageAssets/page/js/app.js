// The frame around the views: the bar, the URL, and the keys that work everywhere.

import { RequestError } from "./api.js";
import { announce, element, fill, notice } from "./dom.js";
import { classify } from "./find.js";
import { showHelp } from "./help.js";
import { KeySequence, isTyping } from "./keys.js";
import { queryForText } from "./logquery.js";
import { LogsView } from "./logsview.js";
import { MetricsView } from "./metricsview.js";
import { ServerSource } from "./source.js";
import { formatRFC3339, parseTime } from "./time.js";
import { TracesView } from "./tracesview.js";
import { TraceView } from "./traceview.js";
import { formatLocation, parseLocation, sharedParams } from "./urlstate.js";
import { WindowPicker } from "./windowpicker.js";

const VIEWS = { traces: TracesView, trace: TraceView, logs: LogsView, metrics: MetricsView };
const TITLES = { traces: "Traces", trace: "Trace", logs: "Logs", metrics: "Metrics" };

export class App {
  #view = null;
  #content = document.getElementById("content");
  #links = new Map();
  #keys = new KeySequence();
  #urlTimer;

  async start() {
    this.state = parseLocation(location.pathname, location.search);
    this.source = new ServerSource(this.state.params.store);
    this.#showBar();
    window.addEventListener("popstate", () => this.#show());
    document.addEventListener("click", (event) => this.#followLink(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    try {
      this.extent = await this.source.extent();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      fill(this.#content, notice("error", "The stores can't be read.", error.message));
      return;
    }
    this.#show();
    this.#showStores();
  }

  /** The window of the URL; the extent of the data where the URL leaves it open. */
  get window() {
    return this.#windowWithin(this.extent.data);
  }

  /** The same, but without the times that have metrics alone. */
  get eventWindow() {
    const { events, data } = this.extent;
    return this.#windowWithin(events.start === null ? data : events);
  }

  #windowWithin(range) {
    const { start, end } = this.state.params;
    const from = (start && parseTime(start)) || (range.start ?? 0n);
    const to = (end && parseTime(end)) || (range.end ?? 0n) + 1n;
    return { start: from, end: to > from ? to : from + 1n };
  }

  get hasWindow() {
    return Boolean(this.state.params.start || this.state.params.end);
  }

  /** The URL of a view; the window comes along. */
  href(view, { id = "", params = {} } = {}) {
    const shared = sharedParams(this.state.params);
    return formatLocation({ view, id, params: { ...shared, ...params } });
  }

  go(href) {
    this.#writeURL();
    history.pushState(null, "", href);
    this.#show();
  }

  /** Changes parameters of the URL; with `replace`, without a step for going back. */
  setParams(params, { replace = false } = {}) {
    const state = { ...this.state, params: { ...this.state.params, ...params } };
    if (replace) {
      this.state = state;
      this.#writeURLSoon();
    } else {
      const href = formatLocation(state);
      if (href !== formatLocation(this.state)) this.go(href);
    }
  }

  /** Browsers refuse to change the URL as often as a held key would. */
  #writeURLSoon() {
    clearTimeout(this.#urlTimer);
    this.#urlTimer = setTimeout(() => this.#writeURL(), 200);
  }

  #writeURL() {
    clearTimeout(this.#urlTimer);
    const href = formatLocation(this.state);
    if (this.#view && href !== location.pathname + location.search) {
      history.replaceState(null, "", href);
    }
  }

  /** Sets the window that all views share; nulls stand for all of the data. */
  setWindow(start, end) {
    this.setParams({
      start: start === null ? "" : formatRFC3339(start),
      end: end === null ? "" : formatRFC3339(end),
    });
  }

  /** Opens what someone pasted into the search box. */
  async find(text) {
    const found = classify(text);
    if (found.kind === "trace") {
      this.go(this.href("trace", { id: found.id, params: { span: found.span } }));
    } else if (found.kind === "span") {
      await this.#findSpan(found.id);
    } else if (found.kind === "traceql") {
      this.go(this.href("traces", { params: { q: found.query } }));
    } else if (found.kind === "logql") {
      this.go(this.href("logs", { params: { q: found.query } }));
    } else if (found.kind === "text") {
      this.go(this.href("logs", { params: { q: queryForText(found.text) } }));
    }
  }

  async #findSpan(id) {
    announce("Looking for the span");
    try {
      const query = `{ span:id = ${JSON.stringify(id)} }`;
      const { traces } = await this.source.traces({ query, start: null, end: null, limit: 1 });
      if (traces.length > 0) {
        this.go(this.href("trace", { id: traces[0].id, params: { span: id } }));
      } else {
        announce(`No span ${id}; looking in the log records`);
        this.go(this.href("logs", { params: { q: queryForText(id) } }));
      }
    } catch (error) {
      announce(error.message);
    }
  }

  #show() {
    clearTimeout(this.#urlTimer);
    const previous = this.state;
    this.state = parseLocation(location.pathname, location.search);
    if ((this.state.params.store ?? "") !== this.source.store) {
      location.reload();
      return;
    }
    const isSame = this.#view && previous.view === this.state.view && previous.id === this.state.id;
    this.#updateBar();
    if (isSame) {
      this.#view.update();
      return;
    }
    this.#view?.close();
    this.#view = null;
    const View = VIEWS[this.state.view];
    if (!View) {
      const home = element("a", { href: this.href("traces") }, "Show the traces");
      fill(
        this.#content,
        element("h1.unseen", {}, "Nothing here"),
        notice("empty", "There is nothing at this address.", home),
      );
      return;
    }
    this.#setTitle();
    this.#view = new View(this);
    fill(this.#content, element("h1.unseen", {}, TITLES[this.state.view]), this.#view.node);
    this.#view.update();
    if (document.activeElement === document.body) this.#content.focus({ preventScroll: true });
  }

  #setTitle() {
    const { view, id } = this.state;
    document.title = `${TITLES[view]}${id ? ` ${id.slice(0, 8)}` : ""} · Dossier`;
  }

  #showBar() {
    this.findBox = element("input.find", {
      type: "search",
      placeholder: "Trace id, span id, traceparent, TraceQL, LogQL, or text in logs",
      "aria-label": "Find anything",
      spellcheck: "false",
      keydown: (event) => {
        if (event.key === "Enter") this.find(this.findBox.value);
        if (event.key === "Escape") this.findBox.blur();
      },
    });
    for (const view of ["traces", "logs", "metrics"]) {
      this.#links.set(view, element("a", {}, TITLES[view]));
    }
    this.picker = new WindowPicker(this);
    this.storeList = element("span.stores");
    fill(
      document.getElementById("bar"),
      element("a.brand", { href: "/" }, "dossier"),
      element("nav", { "aria-label": "Views" }, [...this.#links.values()]),
      this.findBox,
      this.picker.node,
      this.storeList,
      element("button.quiet", { title: "Keys (?)", "aria-label": "Keys", click: showHelp }, "?"),
    );
  }

  #updateBar() {
    for (const [view, link] of this.#links) {
      const query = view === "logs" && this.state.view !== "logs" ? { q: "" } : {};
      link.href = this.href(view, { params: query });
      const isCurrent = view === this.state.view || (view === "traces" && this.state.id);
      if (isCurrent) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.picker.update();
  }

  async #showStores() {
    try {
      const { stores, unopened = [] } = await this.source.stores();
      const unread = unopened.map(({ name, error }) => `${name} can't be read: ${error}`);
      if (unread.length > 0) announce(unread.join("; "));
      if (stores.length < 2) return;
      const options = [["", "all stores"], ...stores.map(({ name }) => [name, name])];
      const list = element(
        "select",
        {
          "aria-label": "Store",
          change: () => this.setParams({ store: list.value }),
        },
        options.map(([value, name]) =>
          element("option", { value, selected: value === this.source.store }, name),
        ),
      );
      fill(this.storeList, list);
    } catch (error) {
      announce(error.message);
    }
  }

  #followLink(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button !== 0 || link.target) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }

  #key(event) {
    if (event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && ["b", "f"].includes(event.key) && this.#view?.find) {
      event.preventDefault();
      this.#view.find();
      return;
    }
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    const key = this.#keys.next(event);
    const views = { "g t": "traces", "g l": "logs", "g m": "metrics" };
    if (key in views) this.go(this.href(views[key]));
    else if (key === "/") this.findBox.focus();
    else if (key === "?") showHelp();
    else if (!this.#view?.key?.(key)) return;
    event.preventDefault();
  }
}

