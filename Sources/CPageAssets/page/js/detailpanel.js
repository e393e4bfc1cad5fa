// Everything about the span or log record that is selected, beside the rows.

import { announce, breakable, definitions, element, fill } from "./dom.js";
import { cutText, formatCount, formatDuration, formatNumberOf } from "./format.js";
import { levelClass } from "./levels.js";
import { queryForTrace } from "./logquery.js";
import { kindName, plainValue } from "./otlp.js";
import { isLogRow, logOfRow } from "./rows.js";
import { traceStatistics } from "./statistics.js";
import { formatTime, formatTimeOfDay } from "./time.js";

const LONGEST_TEXT = 20_000;
const SHOWN_GROUPS = 200;

export class DetailPanel {
  /**
   * @param {{showLog: (log: number) => void, showSpan: (span: number) => void,
   *   find: (text: string) => void}} actions
   */
  constructor(app, traceID, data, actions) {
    this.app = app;
    this.traceID = traceID;
    this.data = data;
    this.actions = actions;
    this.node = element("aside.detail-panel", { "aria-label": "Details", tabindex: "0" });
  }

  /** What the spans took, by service and operation. */
  showStatistics() {
    const { tree, hues } = this.data;
    const total = Math.max(tree.duration, 1);
    const share = (time) => `${((time / total) * 100).toFixed(1)} %`;
    const groups = traceStatistics(tree, this.data.criticalPath);
    const shown = groups.slice(0, SHOWN_GROUPS);
    const names = ["Operation", "Spans", "Self time", "Critical"];
    const rows = shown.map((group) => {
      const colour = element("i.colour", { "aria-hidden": "true" });
      colour.style.setProperty("--hue", String(hues.get(group.service)));
      const errors = group.errors > 0 && element("span.error-count", {}, ` ▲ ${group.errors}`);
      const find = { click: () => this.actions.find(group.name) };
      return element(
        "tr",
        {},
        element("td", {}, colour, " ", element("span.service-name", {}, group.service), " ", element("button.link", find, breakable(group.name || "(no name)")), errors),
        [formatCount(group.count), formatDuration(group.selfTime), share(group.critical)].map(
          (text) => element("td.is-number", {}, text),
        ),
      );
    });
    fill(
      this.node,
      element("h2", {}, "By service and operation"),
      element("p.muted", {}, "Self time is what no child covers. Critical is the share of the trace in which its end waited for these spans."),
      element(
        "table.statistics",
        {},
        element("thead", {}, element("tr", {}, names.map((name, i) => element(i === 0 ? "th" : "th.is-number", { scope: "col" }, name)))),
        element("tbody", {}, rows),
      ),
      groups.length > shown.length && element("p.muted", {}, `${formatCount(groups.length - shown.length)} more are not listed.`),
    );
    this.node.scrollTop = 0;
  }

  /** @param {number} row of the waterfall */
  show(row) {
    fill(this.node, isLogRow(row) ? this.#log(logOfRow(row)) : this.#span(row));
    this.node.scrollTop = 0;
  }

  #span(index) {
    const { tree, assignment, logs } = this.data;
    const span = tree.spans[index];
    const { raw } = span;
    const ownLogs = assignment.bySpan.get(index) ?? [];
    const facts = [
      ["Duration", formatDuration(tree.durations[index])],
      ["Self time", formatDuration(tree.selfTimes[index])],
      ["Starts after", formatDuration(tree.offsets[index])],
      ["Start (UTC)", formatTime(span.start, 9)],
      ["Kind", kindName(span.kind)],
      ["Span id", span.id],
      ["Parent", this.#parent(index)],
      ["Trace state", raw.traceState],
      ["Scope", [span.scope.name, span.scope.version].filter(Boolean).join(" ")],
    ].filter(([, value]) => value);
    const message = raw.status?.message;
    return [
      element("h2", {}, span.name || "(no name)"),
      element("div.service-name", {}, span.service),
      span.isError && element("div.notice.is-error", {}, element("strong", {}, "▲ Error"), message && element("div", {}, message)),
      definitions(facts),
      element(
        "div.buttons",
        {},
        copyButton("Copy link", () => location.href),
        copyButton("Copy as command", () => `dossier trace STORE ${this.traceID}`),
        element("a.button", { href: this.app.href("logs", { params: { q: queryForTrace(this.traceID, span.id) } }) }, "Logs of the span"),
      ),
      section("Attributes", attributeList(raw.attributes), raw.attributes?.length),
      ownLogs.length > 0 && section("Log records", this.#logList(ownLogs.map((log) => [log, logs[log]])), ownLogs.length),
      section("Events", this.#events(raw.events ?? []), raw.events?.length),
      section("Links", this.#links(raw.links ?? []), raw.links?.length),
      section("Resource", attributeList(span.resource.attributes), span.resource.attributes?.length),
      lostNotice(raw),
    ];
  }

  #parent(index) {
    const { tree } = this.data;
    const parent = tree.parents[index];
    if (parent >= 0) {
      return element("button.link", { click: () => this.actions.showSpan(parent) }, tree.spans[parent].name || tree.spans[parent].id);
    }
    const id = tree.spans[index].parent;
    return id && `${id} (not stored, or below this span)`;
  }

  #logList(entries) {
    return element(
      "ul.log-list",
      {},
      entries.map(([index, log]) =>
        element(
          "li",
          {},
          element(
            "button.link.log-link",
            { click: () => this.actions.showLog(index) },
            element(`span.level.${levelClass(log.level)}`, {}, log.level),
            " ",
            element("time.muted", {}, formatTimeOfDay(log.time, 3)),
            " ",
            cutText(log.message, 300).text,
          ),
        ),
      ),
    );
  }

  #events(events) {
    const { start } = this.data.tree;
    return events.map((event) =>
      element(
        "details.event",
        { open: events.length < 4 },
        element("summary", {}, event.name || "(no name)", " ", element("span.muted", {}, formatDuration(Number(BigInt(event.timeUnixNano ?? 0) - start)))),
        attributeList(event.attributes),
      ),
    );
  }

  #links(links) {
    return links.map((link) =>
      element(
        "div.event",
        {},
        element("a", { href: this.app.href("trace", { id: link.traceId ?? "", params: { span: link.spanId } }) }, `Trace ${link.traceId}`),
        attributeList(link.attributes),
      ),
    );
  }

  #log(index) {
    const { logs, tree, offsets } = this.data;
    const log = logs[index];
    const span = tree.positions.get(log.spanID);
    const facts = [
      ["Time (UTC)", formatTime(log.time, 9)],
      ["After the start", formatDuration(offsets[index])],
      ["Span", span === undefined ? log.spanID || "none: it names the trace alone" : element("button.link", { click: () => this.actions.showSpan(span) }, tree.spans[span].name || log.spanID)],
    ];
    const around = { q: queryForTrace(this.traceID) };
    return [
      element("h2", {}, "Log record"),
      element("div", {}, element(`span.level.${levelClass(log.level)}`, {}, log.level), " ", element("span.service-name", {}, log.service)),
      longText(log.message),
      definitions(facts),
      element(
        "div.buttons",
        {},
        copyButton("Copy message", () => log.message),
        element("a.button", { href: this.app.href("logs", { params: around }) }, "Logs of the trace"),
      ),
      section("Fields", definitions(log.fields), log.fields.length),
    ];
  }
}

/** Text of any length; what is cut off can be asked for. */
export function longText(text) {
  const { text: shown, cut } = cutText(text, LONGEST_TEXT);
  const node = element("pre.message", {}, shown);
  if (cut === 0) return node;
  const more = element("button", { click: () => fill(node, text) }, `Show ${formatNumberOf(cut, "more character")}`);
  node.append("\n", more);
  return node;
}

export function copyButton(name, text) {
  return element(
    "button",
    {
      click: async () => {
        try {
          await navigator.clipboard.writeText(text());
          announce("Copied");
        } catch {
          announce("The browser does not let this page copy");
        }
      },
    },
    name,
  );
}

function section(title, content, count = 0) {
  if (count === 0) return null;
  return element("section.detail-section", {}, element("h3", {}, title, " ", element("span.muted", {}, count)), content);
}

function attributeList(attributes = []) {
  const pairs = attributes.map(({ key, value }) => {
    const plain = plainValue(value);
    const text = typeof plain === "string" ? plain : JSON.stringify(plain, null, 1);
    return [key, text.length > 200 || text.includes("\n") ? longText(text) : text];
  });
  return definitions(pairs);
}

function lostNotice(raw) {
  const lost = [
    [raw.droppedAttributesCount, "attribute"],
    [raw.droppedEventsCount, "event"],
    [raw.droppedLinksCount, "link"],
  ].filter(([count]) => count > 0);
  if (lost.length === 0) return null;
  const text = lost.map(([count, noun]) => formatNumberOf(count, noun)).join(", ");
  return element("div.notice.is-warning", {}, `The exporter dropped ${text}.`);
}
