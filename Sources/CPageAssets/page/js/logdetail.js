// Everything about the log record that is selected.

import { breakable, element, fill, setClass } from "./dom.js";
import { copyButton, longText } from "./detailpanel.js";
import { levelClass } from "./levels.js";
import { formatRFC3339, formatTime } from "./time.js";

const MINUTE = 60_000_000_000n;

export class LogDetail {
  /** @param {{filter: (label: string, value: string, operator: string) => void}} actions */
  constructor(app, actions) {
    this.app = app;
    this.actions = actions;
    this.node = element("aside.detail-panel", { "aria-label": "Log record", tabindex: "0" });
  }

  /** @param {import("./source.js").LogRecord | null} log */
  show(log) {
    setClass(this.node, "is-empty", !log);
    if (!log) {
      fill(this.node);
      return;
    }
    const { app } = this;
    const params = { start: formatRFC3339(log.time - MINUTE), end: formatRFC3339(log.time + MINUTE), q: "" };
    fill(
      this.node,
      element("h2", {}, formatTime(log.time, 9), element("span.muted", {}, " UTC")),
      element("div", {}, element(`span.level.${levelClass(log.level)}`, {}, log.level), " ", element("span.service-name", {}, log.service)),
      longText(log.message),
      element(
        "div.buttons",
        {},
        log.traceID &&
          element(
            "a.button.primary",
            { href: app.href("trace", { id: log.traceID, params: { span: log.spanID } }) },
            "Open the trace (t)",
          ),
        element("a.button", { href: app.href("logs", { params }) }, "Two minutes around"),
        copyButton("Copy message", () => log.message),
      ),
      element("section.detail-section", {}, element("h3", {}, "Fields"), this.#fields(log)),
    );
  }

  #fields(log) {
    const fields = [["service_name", log.service], ["detected_level", log.level], ...log.fields];
    if (log.traceID) fields.push(["trace_id", log.traceID], ["span_id", log.spanID]);
    return element(
      "ul.field-list",
      {},
      fields.map(([label, value]) =>
        element(
          "li",
          {},
          this.#filterButton("+", `Only ${label} = ${value}`, label, value, "="),
          this.#filterButton("−", `Without ${label} = ${value}`, label, value, "!="),
          element("span.field-name", {}, breakable(label)),
          element("span.field-value", {}, value),
        ),
      ),
    );
  }

  #filterButton(name, title, label, value, operator) {
    return element(
      "button.quiet.small",
      { title, "aria-label": title, click: () => this.actions.filter(label, value, operator) },
      name,
    );
  }
}
