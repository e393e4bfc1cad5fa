// Log records as lines.

import { element, setText } from "./dom.js";
import { levelClass } from "./levels.js";
import { formatTime } from "./time.js";
import { VirtualRows } from "./virtualrows.js";

export class LogList {
  #logs = [];

  /** @param {{select: (log: import("./source.js").LogRecord) => void}} actions */
  constructor(actions) {
    this.node = element("div.table.log-table", { role: "grid", "aria-label": "Log records" });
    const names = ["Time (UTC)", "Level", "Service", "Message"];
    this.node.append(
      element(
        "div.table-head",
        { role: "rowgroup" },
        element(
          "div.log-row",
          { role: "row", "aria-rowindex": "1" },
          names.map((name) => element("div.cell", { role: "columnheader" }, name)),
        ),
      ),
    );
    this.rows = new VirtualRows(this.node, {
      rowHeight: 22,
      headerRows: 1,
      create: () => this.#createRow(),
      update: (row, index) => this.#updateRow(row, this.#logs[index]),
      select: (index) => actions.select(this.#logs[index]),
      activate: (index) => actions.select(this.#logs[index]),
    });
    this.select = actions.select;
  }

  get selected() {
    return this.#logs[this.rows.active];
  }

  show(logs, isNew) {
    this.#logs = logs;
    this.rows.setCount(logs.length);
    if (!isNew) return;
    this.node.scrollTop = 0;
    this.rows.setActive(0);
    this.select(logs[0]);
  }

  #createRow() {
    const cells = ["time", "level", "service", "message"].map((name) =>
      element(`div.cell.cell-${name}`, { role: "gridcell" }),
    );
    const [date, clock, level] = [element("span.date"), element("span"), element("span.level")];
    cells[0].append(date, clock);
    cells[1].append(level);
    const row = element("div.log-row.row", { role: "row" }, cells);
    row.parts = { date, clock, level, service: cells[2], message: cells[3] };
    return row;
  }

  #updateRow(row, log) {
    const { parts } = row;
    const time = formatTime(log.time);
    setText(parts.date, time.slice(5, 11));
    setText(parts.clock, time.slice(11));
    setText(parts.level, log.level);
    parts.level.className = `level ${levelClass(log.level)}`;
    setText(parts.service, log.service);
    setText(parts.message, log.message.slice(0, 500).replace(/\s+/g, " "));
  }
}
