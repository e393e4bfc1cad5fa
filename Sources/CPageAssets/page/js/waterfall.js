// The rows of a trace: spans as bars, and log records as dots, on one time axis.

import { element, fill, setClass, setText } from "./dom.js";
import { formatDuration } from "./format.js";
import { roundTicks } from "./layout.js";
import { levelClass, worseLevel } from "./levels.js";
import { isLogRow, groupMarks, logOfRow } from "./rows.js";
import { durationStep, formatTimeOfDay } from "./time.js";
import { VirtualRows } from "./virtualrows.js";

const ROW_HEIGHT = 22;
const INDENT = 12;
const DEEPEST_INDENT = 20;
/** Pixels that a duration needs. */
const TEXT_ROOM = 64;

export class Waterfall {
  #rows = new Int32Array(0);
  #collapsed = new Set();
  #range = { from: 0, to: 1 };
  #matches = null;
  #critical = null;
  /** The width of the time axis, in pixels: asking for it would lay out the page for each row. */
  width = 600;

  /**
   * @param {Object} data of the trace view
   * @param {{select: (row: number) => void, toggle: (span: number) => void,
   *   zoom: (factor: number, around: number) => void}} actions
   */
  constructor(data, actions) {
    this.data = data;
    this.actions = actions;
    this.ticks = element("div.ticks");
    this.lines = element("div.tick-lines", { "aria-hidden": "true" });
    const separator = element("div.separator", {
      role: "separator",
      tabindex: "0",
      "aria-orientation": "vertical",
      "aria-label": "Width of the names",
      "aria-valuenow": "35",
      keydown: (event) => this.#resizeByKey(event),
      pointerdown: (event) => this.#resizeByPointer(event),
    });
    this.node = element(
      "div.waterfall",
      { role: "treegrid", "aria-label": "Spans and log records" },
      element(
        "div.waterfall-head",
        { role: "rowgroup" },
        element(
          "div.waterfall-row",
          { role: "row", "aria-rowindex": "1" },
          element("div.name-cell", { role: "columnheader" }, "Service and operation"),
          element("div.bar-cell", { role: "columnheader", "aria-label": "Time" }, this.ticks),
        ),
      ),
    );
    this.separator = separator;
    this.list = new VirtualRows(this.node, {
      rowHeight: ROW_HEIGHT,
      headerRows: 1,
      create: () => this.#createRow(),
      update: (row, index) => this.#updateRow(row, this.#rows[index]),
      select: (index) => actions.select(this.#rows[index]),
    });
    this.node.querySelector(".rows").prepend(this.lines);
    this.node.addEventListener("keydown", (event) => this.#key(event), { capture: true });
    this.node.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    this.node.querySelector(".waterfall-head .name-cell").append(separator);
    new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width === this.width) return;
      this.width = contentRect.width || 600;
      this.#showTicks();
      this.list.refresh();
    }).observe(this.ticks);
  }

  show(rows, collapsed) {
    this.#rows = rows;
    this.#collapsed = collapsed;
    this.list.setCount(rows.length);
  }

  setRange(range) {
    this.#range = range;
    this.#showTicks();
    this.list.refresh();
  }

  mark(matches) {
    this.#matches = matches;
    this.list.refresh();
  }

  showCriticalPath(isShown) {
    this.#critical = null;
    if (isShown) {
      this.#critical = new Map();
      for (const segment of this.data.criticalPath) {
        if (!this.#critical.has(segment.span)) this.#critical.set(segment.span, []);
        this.#critical.get(segment.span).push(segment);
      }
    }
    setClass(this.node, "has-critical-path", isShown);
    this.list.refresh();
  }

  /** The trace and so many nanoseconds around it, with room for the text behind the last bar. */
  wholeTrace(distance) {
    const length = Math.max(this.data.tree.duration, 1) + 2 * distance;
    const room = Math.min(0.4, (TEXT_ROOM + 8) / (this.ticks.clientWidth || this.width));
    return { from: -distance - length * 0.005, to: length - distance + (length * room) / (1 - room) };
  }

  #share(offset) {
    const { from, to } = this.#range;
    return (offset - from) / (to - from);
  }

  #showTicks() {
    const { from, to } = this.#range;
    const count = Math.max(2, Math.min(8, Math.floor(this.width / 90)));
    const ticks = roundTicks(from, to, count, durationStep(to - from, count));
    const place = (tick) => `${this.#share(tick) * 100}%`;
    fill(
      this.ticks,
      ticks.filter((tick) => (1 - this.#share(tick)) * this.width > 40).map((tick) => {
        const label = element("span", {}, tick === 0 ? "0" : formatDuration(tick));
        label.style.left = place(tick);
        return label;
      }),
    );
    fill(
      this.lines,
      ticks.map((tick) => {
        const line = element("i");
        line.style.left = place(tick);
        return line;
      }),
    );
  }

  #createRow() {
    const parts = {
      toggle: element("span.toggle", { "aria-hidden": "true" }),
      mark: element("span.row-mark"),
      colour: element("i.colour", { "aria-hidden": "true" }),
      service: element("span.service-name"),
      name: element("span.operation"),
      bar: element("div.bar"),
      critical: element("div.critical"),
      marks: element("div.marks"),
      duration: element("span.bar-text"),
    };
    parts.nameCell = element(
      "div.name-cell",
      { role: "gridcell" },
      parts.toggle, parts.colour, parts.mark, parts.service, parts.name,
    );
    const barCell = element(
      "div.bar-cell",
      { role: "gridcell" },
      parts.bar, parts.critical, parts.marks, parts.duration,
    );
    parts.toggle.addEventListener("click", () => this.actions.toggle(parts.span));
    const row = element("div.waterfall-row.row", { role: "row" }, parts.nameCell, barCell);
    row.parts = parts;
    return row;
  }

  #updateRow(row, code) {
    setClass(row, "is-log", isLogRow(code));
    if (isLogRow(code)) this.#updateLogRow(row, logOfRow(code));
    else this.#updateSpanRow(row, code);
  }

  #updateSpanRow(row, span) {
    const { tree, hues } = this.data;
    const { parts } = row;
    const { service, name } = tree.spans[span];
    const isOpen = !this.#collapsed.has(span);
    const hasChildren = tree.sizes[span] > 1;
    const isError = tree.errors[span] === 1;
    const hasHiddenError = !isOpen && tree.errorsBelow[span] > 0;
    parts.span = span;
    this.#indent(parts.nameCell, tree.depths[span]);
    setText(parts.toggle, !hasChildren ? "" : isOpen ? "▾" : "▸");
    setText(parts.mark, isError ? "▲" : hasHiddenError ? "△" : "");
    parts.mark.className = "row-mark";
    // Where the service is that of the parent, its colour says so.
    const parent = tree.parents[span];
    setText(parts.service, parent >= 0 && tree.spans[parent].service === service ? "" : service);
    const hidden = isOpen ? "" : ` (${tree.sizes[span] - 1} hidden)`;
    setText(parts.name, name + hidden);
    row.style.setProperty("--hue", String(hues.get(service)));
    setClass(row, "has-error", isError);
    setClass(row, "is-match", this.#matches?.[span]);
    setClass(row, "is-dimmed", this.#matches && !this.#matches[span]);
    const start = tree.offsets[span];
    const duration = tree.durations[span];
    const text = formatDuration(duration);
    this.#placeBar(parts.bar, start, start + duration);
    this.#placeText(parts.duration, start, start + duration, text);
    this.#placeCritical(parts.critical, span);
    this.#placeMarks(parts.marks, span);
    row.setAttribute("aria-level", String(tree.depths[span] + 1));
    row.setAttribute("aria-setsize", String(tree.siblingCounts[span]));
    row.setAttribute("aria-posinset", String(tree.places[span]));
    if (hasChildren) row.setAttribute("aria-expanded", String(isOpen));
    else row.removeAttribute("aria-expanded");
    const labels = [service, name, text, `starts ${formatDuration(start)}`];
    if (isError) labels.push("error");
    if (hasHiddenError) labels.push("errors below");
    const logs = this.data.assignment.bySpan.get(span)?.length;
    if (logs) labels.push(`${logs} log records`);
    row.setAttribute("aria-label", labels.join(", "));
  }

  #updateLogRow(row, index) {
    const { tree, logs, offsets, hues } = this.data;
    const { parts } = row;
    const log = logs[index];
    const span = tree.positions.get(log.spanID);
    parts.span = -1;
    const depth = span === undefined ? 0 : tree.depths[span] + 1;
    this.#indent(parts.nameCell, depth);
    setText(parts.toggle, "");
    setText(parts.mark, log.level);
    parts.mark.className = `row-mark level ${levelClass(log.level)}`;
    setText(parts.service, span === undefined ? log.service : "");
    setText(parts.name, formatTimeOfDay(log.time, 6));
    row.style.setProperty("--hue", String(hues.get(log.service) ?? 0));
    for (const name of ["has-error", "is-match", "is-dimmed"]) setClass(row, name, false);
    parts.bar.hidden = true;
    parts.critical.replaceChildren();
    this.#fillMarks(parts.marks, [{ offset: offsets[index], level: log.level }]);
    this.#placeMessage(parts.duration, offsets[index], firstLine(log.message));
    row.setAttribute("aria-level", String(depth + 1));
    for (const name of ["aria-expanded", "aria-setsize", "aria-posinset"]) row.removeAttribute(name);
    row.setAttribute("aria-label", `log record, ${log.level}, ${firstLine(log.message)}`);
  }

  #indent(cell, depth) {
    cell.style.paddingLeft = `${4 + Math.min(depth, DEEPEST_INDENT) * INDENT}px`;
    cell.dataset.depth = depth > DEEPEST_INDENT ? String(depth) : "";
  }

  #placeBar(bar, from, to) {
    const left = this.#share(from);
    const right = this.#share(to);
    bar.hidden = right < 0 || left > 1;
    if (bar.hidden) return;
    const start = Math.max(left, -0.01);
    bar.style.left = `${start * 100}%`;
    bar.style.width = `${(Math.min(right, 1.01) - start) * 100}%`;
  }

  /** Behind the bar, or before it where there is no space, or in it. */
  #placeText(node, from, to, text) {
    setText(node, text);
    const left = this.#share(from);
    const right = this.#share(to);
    node.hidden = right < 0 || left > 1;
    if (node.hidden) return;
    const room = TEXT_ROOM / this.width;
    const isBehind = 1 - right > room;
    const isBefore = !isBehind && left > room;
    node.style.left = isBehind ? `${Math.max(right, 0) * 100}%` : "";
    node.style.right = isBehind ? "" : isBefore ? `${(1 - left) * 100}%` : `${Math.max(0, 1 - right) * 100}%`;
    setClass(node, "is-inside", !isBehind && !isBefore);
    setClass(node, "is-before", false);
  }

  /** On the side of the dot that has more space; the rest of the text is cut off. */
  #placeMessage(node, offset, text) {
    setText(node, text);
    const at = this.#share(offset);
    node.hidden = at < 0 || at > 1;
    const isBehind = at < 0.5;
    node.style.left = isBehind ? `${at * 100}%` : "0";
    node.style.right = isBehind ? "0" : `${(1 - at) * 100}%`;
    setClass(node, "is-inside", false);
    setClass(node, "is-before", !isBehind);
  }

  #placeCritical(node, span) {
    const segments = this.#critical?.get(span) ?? [];
    fill(
      node,
      segments.map(({ from, to }) => {
        const left = Math.max(0, this.#share(from));
        const right = Math.min(1, this.#share(to));
        if (right <= left) return null;
        const part = element("i");
        part.style.left = `${left * 100}%`;
        part.style.width = `${(right - left) * 100}%`;
        return part;
      }),
    );
  }

  /** The log records of a span, and of all that it hides. */
  #placeMarks(node, span) {
    const { tree, logs, assignment, offsets } = this.data;
    const end = this.#collapsed.has(span) ? span + tree.sizes[span] : span + 1;
    const events = [];
    for (let i = span; i < end; i++) {
      for (const log of assignment.bySpan.get(i) ?? []) {
        events.push({ offset: offsets[log], level: logs[log].level });
      }
    }
    if (end > span + 1) events.sort((a, b) => a.offset - b.offset);
    this.#fillMarks(node, events);
  }

  #fillMarks(node, events) {
    const { from, to } = this.#range;
    if (events.length === 0) {
      if (node.firstChild) node.replaceChildren();
      return;
    }
    fill(
      node,
      groupMarks(events, from, to, 0.002, worseLevel).map(({ at, count, level }) => {
        const mark = element(`i.${levelClass(level)}`, {
          title: count === 1 ? `${level} log record` : `${count} log records, the worst ${level}`,
        });
        mark.style.left = `${at * 100}%`;
        return mark;
      }),
    );
  }

  /** The keys of a tree; the others are those of every list. */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.getAttribute("role") !== "row") return;
    const code = this.#rows[this.list.active];
    const { tree } = this.data;
    if (event.key === "Enter" || event.key === " ") {
      if (!isLogRow(code)) this.actions.toggle(code);
    } else if (event.key === "ArrowRight") {
      if (isLogRow(code)) return;
      if (this.#collapsed.has(code)) this.actions.toggle(code);
      else if (tree.sizes[code] > 1) this.#focusRow(code + 1);
    } else if (event.key === "ArrowLeft") {
      const isOpen = !isLogRow(code) && tree.sizes[code] > 1 && !this.#collapsed.has(code);
      if (isOpen) this.actions.toggle(code);
      else this.#focusRow(this.#parentOf(code));
    } else {
      return;
    }
    event.preventDefault();
  }

  #parentOf(code) {
    const { tree, logs } = this.data;
    if (!isLogRow(code)) return tree.parents[code];
    return tree.positions.get(logs[logOfRow(code)].spanID) ?? -1;
  }

  #focusRow(code) {
    const index = code < 0 ? -1 : this.#rows.indexOf(code);
    if (index >= 0) this.list.setActive(index, { focus: true });
  }

  #wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.ticks.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    const { from, to } = this.#range;
    this.actions.zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, from + (to - from) * share);
  }

  #setNameWidth(percent) {
    const width = Math.round(Math.min(70, Math.max(15, percent)));
    this.separator.setAttribute("aria-valuenow", String(width));
    this.node.parentElement.style.setProperty("--name-width", `${width}%`);
    this.#showTicks();
  }

  #resizeByKey(event) {
    const change = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
    if (!change) return;
    event.preventDefault();
    event.stopPropagation();
    this.#setNameWidth(Number(this.separator.getAttribute("aria-valuenow")) + change);
  }

  #resizeByPointer(event) {
    event.preventDefault();
    this.separator.setPointerCapture(event.pointerId);
    const box = this.node.getBoundingClientRect();
    const move = ({ clientX }) => this.#setNameWidth(((clientX - box.left) / box.width) * 100);
    this.separator.addEventListener("pointermove", move);
    const stop = () => this.separator.removeEventListener("pointermove", move);
    this.separator.addEventListener("pointerup", stop, { once: true });
  }
}

function firstLine(text) {
  const end = text.indexOf("\n");
  return (end < 0 ? text : text.slice(0, end)).slice(0, 500);
}
