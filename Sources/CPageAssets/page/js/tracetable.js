// Found traces as a sortable table.

import { element, setClass, setText } from "./dom.js";
import { formatCount, formatDuration } from "./format.js";
import { formatTime } from "./time.js";
import { VirtualRows } from "./virtualrows.js";

const COLUMNS = [
  { key: "start", name: "Start (UTC)", order: (a, b) => (a.start < b.start ? 1 : a.start > b.start ? -1 : 0) },
  { key: "root", name: "Root", order: (a, b) => `${a.service} ${a.name}`.localeCompare(`${b.service} ${b.name}`) },
  { key: "duration", name: "Duration", order: (a, b) => b.duration - a.duration, isNumber: true },
  { key: "spans", name: "Spans", order: (a, b) => b.spanCount - a.spanCount, isNumber: true },
  { key: "errors", name: "Errors", order: (a, b) => b.errorCount - a.errorCount, isNumber: true },
  { key: "services", name: "Services", order: (a, b) => b.services.length - a.services.length },
  { key: "id", name: "Trace", order: (a, b) => a.id.localeCompare(b.id) },
];

export class TraceTable {
  #traces = [];
  #sorted = [];
  #longest = 1;
  #sort = "start";
  #headers = new Map();

  /**
   * @param {{href: (id: string) => string, open: (id: string) => void,
   *   select: (trace: Object) => void, sort: (key: string) => void}} actions
   */
  constructor(actions) {
    this.actions = actions;
    this.node = element("div.table.trace-table", { role: "grid", "aria-label": "Traces" });
    this.node.append(element("div.table-head", { role: "rowgroup" }, this.#header()));
    this.rows = new VirtualRows(this.node, {
      rowHeight: 26,
      headerRows: 1,
      create: () => this.#createRow(),
      update: (row, index) => this.#updateRow(row, this.#sorted[index]),
      activate: (index) => actions.open(this.#sorted[index].id),
      select: (index) => actions.select(this.#sorted[index]),
    });
  }

  show(traces) {
    this.#traces = traces;
    this.#longest = traces.reduce((most, { duration }) => Math.max(most, duration), 1);
    this.#arrange();
    this.rows.setActive(0);
  }

  sortBy(key) {
    const isKnown = COLUMNS.some((column) => column.key === key);
    this.#sort = isKnown ? key : "start";
    for (const [name, header] of this.#headers) {
      const isSorted = name === this.#sort;
      setClass(header, "is-sorted", isSorted);
      const isAscending = ["root", "id"].includes(name);
      header.setAttribute("aria-sort", !isSorted ? "none" : isAscending ? "ascending" : "descending");
    }
    this.#arrange();
  }

  #arrange() {
    const { order } = COLUMNS.find(({ key }) => key === this.#sort);
    this.#sorted = [...this.#traces].sort(order);
    this.rows?.setCount(this.#sorted.length);
  }

  #header() {
    const cells = COLUMNS.map(({ key, name, isNumber }) => {
      const cell = element(
        `div.cell${isNumber ? ".is-number" : ""}`,
        { role: "columnheader", "aria-sort": "none" },
        element("button.head", { click: () => this.actions.sort(key) }, name),
      );
      this.#headers.set(key, cell);
      return cell;
    });
    return element("div.table-row", { role: "row", "aria-rowindex": "1" }, cells);
  }

  #createRow() {
    const cells = COLUMNS.map(({ key, isNumber }) =>
      element(`div.cell.cell-${key}${isNumber ? ".is-number" : ""}`, { role: "gridcell" }),
    );
    const row = element("div.table-row.row", { role: "row" }, cells);
    const [start, root, duration, spans, errors, services, id] = cells;
    const service = element("span.service-name");
    const name = element("span");
    root.append(service, name);
    const bar = element("i.duration-bar", { "aria-hidden": "true" });
    const text = element("span");
    duration.append(bar, text);
    const link = element("a", { tabindex: "-1" });
    id.append(link);
    row.parts = { start, service, name, bar, text, spans, errors, services, link };
    return row;
  }

  #updateRow(row, trace) {
    const { parts } = row;
    setText(parts.start, formatTime(trace.start));
    setText(parts.service, trace.service);
    setText(parts.name, trace.name);
    parts.bar.style.width = `${(trace.duration / this.#longest) * 100}%`;
    setText(parts.text, trace.duration === 0 ? "< 1 ms" : formatDuration(trace.duration));
    setText(parts.spans, formatCount(trace.spanCount));
    setText(parts.errors, trace.errorCount > 0 ? `▲ ${formatCount(trace.errorCount)}` : "");
    setText(parts.services, `${formatCount(trace.services.length)}: ${trace.services.join(", ")}`);
    parts.services.title = trace.services.join("\n");
    setText(parts.link, trace.id.slice(0, 16));
    parts.link.title = trace.id;
    parts.link.href = this.actions.href(trace.id);
    setClass(row, "has-error", trace.errorCount > 0);
  }
}
