// A trace: its spans and log records on one time axis, with the metrics of what it ran on below.

import { RequestError } from "./api.js";
import { DetailPanel } from "./detailpanel.js";
import { announce, element, fill, notice, setText } from "./dom.js";
import { formatDuration, formatNumberOf } from "./format.js";
import { huesOf } from "./hues.js";
import { panned, zoomed } from "./layout.js";
import { failureNotice, Loading } from "./loading.js";
import { queryForTrace } from "./logquery.js";
import { MetricStrip } from "./metricstrip.js";
import { Minimap } from "./minimap.js";
import { assignLogs, collapsedBelow, isLogRow, logOfRow, revealing, visibleRows } from "./rows.js";
import { formatTime } from "./time.js";
import { buildTree, criticalPath, matchSpans, searchTextOfSpan } from "./tree.js";
import { Waterfall } from "./waterfall.js";

/** How far the axis goes beyond the trace, in nanoseconds. */
const AROUND = 3600e9;
/** More log records than that have no rows until someone asks for them. */
const LOG_ROWS_AT_FIRST = 1000;

export class TraceView {
  constructor(app) {
    this.app = app;
    this.id = app.state.id.padStart(32, "0");
    this.content = element("div.trace-content");
    this.node = element("section.view.trace-view", { "aria-label": "Trace" }, this.content);
    this.loading = new Loading(this.node);
    this.collapsed = new Set();
    this.matches = null;
    this.isLoaded = false;
    this.#load();
  }

  update() {
    if (this.isLoaded) this.#applyParams();
  }

  close() {
    this.loading.cancel();
    this.strip?.close();
  }

  #load() {
    fill(this.content, notice("loading", "Reading the trace…"));
    this.loading.run(
      async (signal) => {
        const logsAsked = this.app.source.logsOfTrace(this.id, signal).catch((error) => {
          if (error.name === "AbortError") throw error;
          return { logs: [], isCut: false, error };
        });
        const spans = await this.app.source.trace(this.id, signal);
        const { logs, isCut, error } = await logsAsked;
        this.#build(spans, logs, isCut, error);
      },
      (error) => {
        const isMissing = error instanceof RequestError && [400, 404].includes(error.status);
        fill(this.content, isMissing ? this.#missingNotice(error) : failureNotice(error));
      },
    );
  }

  #missingNotice(error) {
    const logs = element(
      "a",
      { href: this.app.href("logs", { params: { q: queryForTrace(this.id) } }) },
      "Look for log records that name it",
    );
    return notice("empty", `No trace ${this.id} is stored.`, error.message, logs);
  }

  #build(spans, logs, isCut, logError) {
    const tree = buildTree(spans);
    const hues = huesOf(spans.map(({ service }) => service));
    const assignment = assignLogs(tree, logs);
    const offsets = logs.map(({ time }) => Number(time - tree.start));
    this.data = {
      tree, logs, hues, assignment, offsets,
      criticalPath: criticalPath(tree),
      searchTexts: new Map(),
    };
    this.range = { from: 0, to: 1 };
    this.bounds = { from: -AROUND, to: tree.duration + AROUND };
    this.panel = new DetailPanel(this.app, this.id, this.data, {
      showLog: (log) => this.#showRow(~log),
      showSpan: (span) => this.#showRow(span),
      find: (text) => this.#find(text),
    });
    this.waterfall = new Waterfall(this.data, {
      select: (row) => this.#select(row),
      toggle: (span) => this.#toggle(span),
      zoom: (factor, around) => this.#setRange(zoomed(this.range, factor, around, this.bounds)),
    });
    this.minimap = new Minimap(
      this.data,
      (range) => this.#setRange(range),
      () => this.#zoomAround(0),
    );
    this.strip = new MetricStrip(this.app.source, this.data, this.app);
    fill(
      this.content,
      this.#head(isCut, logError),
      this.minimap.node,
      element(
        "div.trace-body",
        {},
        element("div.trace-main", {}, this.waterfall.node, this.strip.node),
        this.panel.node,
      ),
    );
    this.isLoaded = true;
    this.#applyParams();
    this.#zoomAround(0);
    announce(`Trace with ${formatNumberOf(tree.count, "span")}`);
    this.strip.load();
  }

  #head(isCut, logError) {
    const { tree, logs } = this.data;
    const root = tree.spans[0];
    const errors = tree.errors.reduce((sum, error) => sum + error, 0);
    const facts = [
      formatDuration(tree.duration),
      formatNumberOf(tree.count, "span"),
      formatNumberOf(this.data.hues.size, "service"),
      formatNumberOf(logs.length, "log record"),
    ];
    const orphans = tree.orphans.reduce((sum, orphan) => sum + orphan, 0);
    this.findBox = element("input.trace-find", {
      type: "search",
      placeholder: "Find in the trace",
      "aria-label": "Find in the trace",
      spellcheck: "false",
      input: () => this.#find(this.findBox.value),
      keydown: (event) => this.#findKey(event),
    });
    this.findCount = element("span.muted.find-count", { role: "status" });
    this.buttons = {
      spans: chip("Spans", () => this.#flip("spans")),
      logs: chip("Logs", () => this.#flip("logs")),
      critical: chip("Critical path", () => this.#flip("critical")),
      statistics: chip("Statistics", () => this.#flip("statistics")),
    };
    const zoom = (name, title, action) => element("button", { title, click: action }, name);
    return element(
      "header.trace-head",
      {},
      element(
        "div.trace-title",
        {},
        element("h2", {}, element("span.service-name", {}, root.service), " ", root.name),
        element("span.facts", {}, facts.join(" · ")),
        errors > 0 && element("span.error-count", {}, `▲ ${formatNumberOf(errors, "error")}`),
        orphans > 0 && element("span.warning-count", { title: "Their parent is not stored, or is below them." }, formatNumberOf(orphans, "orphan")),
        element("span.muted.trace-start", {}, `${formatTime(tree.start, 6)} UTC`),
        element("code.trace-id", { title: "Trace id" }, this.id),
      ),
      element(
        "div.toolbar",
        { role: "toolbar", "aria-label": "Trace" },
        element("div.chips", {}, Object.values(this.buttons)),
        this.findBox,
        this.findCount,
        element(
          "div.zooms",
          { role: "group", "aria-label": "Axis" },
          zoom("Trace", "The whole trace (0)", () => this.#zoomAround(0)),
          zoom("± 1 min", "With a minute before and after", () => this.#zoomAround(60e9)),
          zoom("± 10 min", "With ten minutes before and after", () => this.#zoomAround(600e9)),
          zoom("± 1 h", "With an hour before and after", () => this.#zoomAround(3600e9)),
        ),
      ),
      isCut && notice("warning", `Only the first ${logs.length} log records are shown.`),
      logError && notice("error", "The log records can't be shown.", logError.message),
    );
  }

  #applyParams() {
    const { logs, spans, critical, statistics, find = "", span } = this.app.state.params;
    const hasFew = this.data.logs.length <= LOG_ROWS_AT_FIRST;
    this.shown = {
      hasSpans: spans !== "0",
      hasLogs: this.data.logs.length > 0 && (logs === undefined ? hasFew : logs === "1"),
    };
    if (!this.shown.hasSpans && !this.shown.hasLogs) this.shown.hasSpans = true;
    this.isCritical = critical === "1";
    this.buttons.spans.setAttribute("aria-pressed", String(this.shown.hasSpans));
    this.buttons.logs.setAttribute("aria-pressed", String(this.shown.hasLogs));
    this.buttons.logs.disabled = this.data.logs.length === 0;
    this.buttons.critical.setAttribute("aria-pressed", String(this.isCritical));
    this.waterfall.showCriticalPath(this.isCritical);
    this.buttons.statistics.setAttribute("aria-pressed", String(statistics === "1"));
    if (this.findBox.value !== find) this.findBox.value = find;
    this.#search();
    const selected = span ? this.data.tree.positions.get(span) : undefined;
    if (selected !== undefined) {
      this.collapsed = revealing(this.data.tree, this.collapsed, selected);
    }
    this.#arrange();
    if (selected !== undefined && selected !== this.selected) this.#showRow(selected);
    else if (this.selected === undefined) this.#select(this.rows[0]);
    this.#showPanel();
  }

  #showPanel() {
    if (this.app.state.params.statistics === "1") this.panel.showStatistics();
    else if (this.selected !== undefined) this.panel.show(this.selected);
  }

  #find(text) {
    this.findBox.value = text;
    this.app.setParams({ find: text }, { replace: true });
    this.#search();
  }

  #arrange() {
    const { tree, assignment } = this.data;
    const current = this.selected;
    this.rows = visibleRows(tree, this.collapsed, assignment, this.shown);
    this.waterfall.show(this.rows, this.collapsed);
    this.minimap.show(this.rows);
    const index = current === undefined ? -1 : this.rows.indexOf(current);
    if (index >= 0) this.waterfall.list.setActive(index, { scroll: false });
  }

  #flip(name) {
    const isOn = this.buttons[name].getAttribute("aria-pressed") === "true";
    this.app.setParams({ [name]: isOn ? "0" : "1" }, { replace: true });
    this.#applyParams();
  }

  #select(row) {
    if (row === undefined || row === this.selected) return;
    // What is selected first keeps the statistics of the URL; a later choice puts them away.
    const statistics = this.selected === undefined ? this.app.state.params.statistics : "";
    this.selected = row;
    const id = isLogRow(row) ? this.data.logs[logOfRow(row)].spanID : this.data.tree.spans[row].id;
    this.app.setParams({ span: id, statistics }, { replace: true });
    this.buttons.statistics.setAttribute("aria-pressed", String(statistics === "1"));
    this.#showPanel();
  }

  /** Opens what hides a row, and moves to it. */
  #showRow(row, options = {}) {
    const { tree, logs } = this.data;
    if (isLogRow(row) && !this.shown.hasLogs) this.shown.hasLogs = true;
    if (!isLogRow(row) && !this.shown.hasSpans) this.shown.hasSpans = true;
    const span = isLogRow(row) ? tree.positions.get(logs[logOfRow(row)].spanID) : row;
    if (span !== undefined) {
      this.collapsed = revealing(tree, this.collapsed, span);
      if (isLogRow(row)) this.collapsed.delete(span);
    }
    this.#arrange();
    const index = this.rows.indexOf(row);
    if (index < 0) return;
    this.waterfall.list.center(index, options);
    this.#select(row);
  }

  #toggle(span) {
    if (this.data.tree.sizes[span] === 1) return;
    if (!this.collapsed.delete(span)) this.collapsed.add(span);
    this.#arrange();
  }

  #setRange(range) {
    this.range = range;
    this.waterfall.setRange(range);
    this.minimap.setRange(range);
    this.strip.setRange(range);
  }

  #zoomAround(distance) {
    this.#setRange(this.waterfall.wholeTrace(distance));
  }

  #search() {
    const text = this.app.state.params.find ?? "";
    if (text === "") {
      this.matches = null;
      setText(this.findCount, "");
    } else {
      const cached = (span) => {
        const { searchTexts } = this.data;
        if (!searchTexts.has(span)) searchTexts.set(span, searchTextOfSpan(span));
        return searchTexts.get(span);
      };
      this.matches = matchSpans(this.data.tree, text, cached);
      const count = this.matches.reduce((sum, match) => sum + match, 0);
      setText(this.findCount, count === 0 ? "no match" : formatNumberOf(count, "match", "matches"));
    }
    this.waterfall.mark(this.matches);
    this.minimap.mark(this.matches);
  }

  /** The next span in the order of the tree that a test holds for, round about. */
  #goTo(test, direction = 1, options = { focus: true }) {
    const { tree } = this.data;
    const row = this.selected ?? 0;
    const at = isLogRow(row) ? tree.positions.get(this.data.logs[logOfRow(row)].spanID) ?? 0 : row;
    for (let step = 1; step <= tree.count; step++) {
      const span = (at + direction * step + tree.count * 2) % tree.count;
      if (test(span)) return this.#showRow(span, options);
    }
    announce("None");
  }

  find() {
    this.findBox?.focus();
    this.findBox?.select();
  }

  #findKey(event) {
    if (event.key === "Escape") {
      this.#find("");
      this.waterfall.list.setActive(this.waterfall.list.active, { focus: true });
    } else if (event.key === "Enter" && this.matches) {
      event.preventDefault();
      this.#goTo((span) => this.matches[span], event.shiftKey ? -1 : 1, { focus: false });
    }
  }

  /** @returns {boolean} whether the key means something here */
  key(key) {
    if (!this.isLoaded) return false;
    const { tree } = this.data;
    const middle = (this.range.from + this.range.to) / 2;
    const actions = {
      e: () => this.#goTo((span) => tree.errors[span]),
      n: () => this.matches && this.#goTo((span) => this.matches[span]),
      N: () => this.matches && this.#goTo((span) => this.matches[span], -1),
      f: () => this.#goTo(() => true),
      b: () => this.#goTo(() => true, -1),
      c: () => this.#flip("critical"),
      l: () => this.data.logs.length > 0 && this.#flip("logs"),
      "[": () => this.#collapseTo(collapsedBelow(tree, 0)),
      "]": () => this.#collapseTo(new Set()),
      o: () => this.#changeLevel(-1),
      p: () => this.#changeLevel(1),
      "+": () => this.#setRange(zoomed(this.range, 1 / 1.5, middle, this.bounds)),
      "=": () => this.#setRange(zoomed(this.range, 1 / 1.5, middle, this.bounds)),
      "-": () => this.#setRange(zoomed(this.range, 1.5, middle, this.bounds)),
      a: () => this.#setRange(panned(this.range, -0.2, this.bounds)),
      d: () => this.#setRange(panned(this.range, 0.2, this.bounds)),
      0: () => this.#zoomAround(0),
      z: () => this.#zoomToSelected(),
    };
    if (!(key in actions)) return false;
    actions[key]();
    return true;
  }

  #collapseTo(collapsed) {
    this.collapsed = collapsed;
    this.#arrange();
  }

  /** Shows one level of the tree less or more. */
  #changeLevel(change) {
    const { tree } = this.data;
    let deepest = 0;
    for (const row of this.rows) if (!isLogRow(row)) deepest = Math.max(deepest, tree.depths[row]);
    this.#collapseTo(collapsedBelow(tree, Math.max(0, deepest + change)));
  }

  #zoomToSelected() {
    if (this.selected === undefined || isLogRow(this.selected)) return;
    const { offsets, durations } = this.data.tree;
    const length = Math.max(durations[this.selected], 1000);
    const from = offsets[this.selected];
    this.#setRange({ from: from - length * 0.05, to: from + length * 1.05 });
  }
}

function chip(name, click) {
  return element("button.chip", { "aria-pressed": "false", click }, name);
}
