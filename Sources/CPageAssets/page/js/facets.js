// Values of fields with how many log records have them; a click narrows the query.

import { element, fill } from "./dom.js";
import { formatCount } from "./format.js";
import { countQuery } from "./logquery.js";

const ALWAYS = ["detected_level", "service_name"];
/** What nearly every record has a value of its own of, and what the level says as well. */
const NEVER = ["trace_id", "span_id", "observed_timestamp", "severity_number", "severity_text"];
const SHOWN_VALUES = 12;
const SHOWN_FIELDS = 30;

export class Facets {
  #asked = null;
  #open = new Set(ALWAYS);
  #controller = new AbortController();

  /** @param {(label: string, value: string, operator: string) => void} choose */
  constructor(source, choose) {
    this.source = source;
    this.choose = choose;
    this.node = element("nav.facets", { "aria-label": "Fields" });
  }

  close() {
    this.#controller.abort();
  }

  async load(asked, signal) {
    this.#asked = asked;
    const fields = await this.source.logFields(asked, signal);
    const names = fields
      .filter(({ label }) => !ALWAYS.includes(label) && !NEVER.includes(label))
      .filter(({ cardinality, parsers }) => cardinality > 1 && !parsers?.length)
      .sort((a, b) => a.cardinality - b.cardinality || a.label.localeCompare(b.label))
      .map(({ label }) => label);
    const hidden = names.length - SHOWN_FIELDS;
    fill(
      this.node,
      [...ALWAYS, ...names.slice(0, SHOWN_FIELDS)].map((label) => this.#facet(label)),
      hidden > 0 && element("p.muted", {}, `${hidden} more fields are left out here; name them in the query.`),
    );
  }

  #facet(label) {
    const list = element("ul.facet-values");
    const details = element(
      "details.facet",
      {
        open: this.#open.has(label),
        toggle: () => {
          if (!details.open) this.#open.delete(label);
          else if (list.childElementCount === 0) this.#fill(label, list);
          if (details.open) this.#open.add(label);
        },
      },
      element("summary", {}, label),
      list,
    );
    return details;
  }

  async #fill(label, list) {
    const { query, start, end } = this.#asked;
    const seconds = Number((end - start + 999_999_999n) / 1_000_000_000n) || 1;
    fill(list, element("li.muted", {}, "Counting…"));
    try {
      const counts = await this.source.logCounts(
        { query: countQuery(query, label, seconds), time: end },
        this.#controller.signal,
      );
      counts.sort((a, b) => b.count - a.count);
      const most = counts[0]?.count ?? 1;
      const hidden = counts.length - SHOWN_VALUES;
      fill(
        list,
        counts.slice(0, SHOWN_VALUES).map(({ labels, count }) => this.#value(label, labels[label] ?? "", count, most)),
        hidden > 0 && element("li.muted", {}, `${formatCount(hidden)} more values`),
      );
    } catch (error) {
      if (error.name !== "AbortError") fill(list, element("li.muted", {}, error.message));
    }
  }

  #value(label, value, count, most) {
    const bar = element("i.facet-bar", { "aria-hidden": "true" });
    bar.style.width = `${(count / most) * 100}%`;
    return element(
      "li",
      {},
      element(
        "button.facet-value",
        { title: `Only ${label} = ${value}`, click: () => this.choose(label, value, "=") },
        bar,
        element("span.facet-name", {}, value === "" ? "(none)" : value),
        element("span.facet-count", {}, formatCount(count)),
      ),
    );
  }
}
