// The fields that make a TraceQL query.

import { element, fill, setText } from "./dom.js";
import { parseDuration } from "./format.js";
import { formatAttributes, parseAttributes, traceQLFromForm } from "./tracequery.js";

export class TraceForm {
  #operationsOf = null;

  /** @param {(query: string) => void} search */
  constructor(app, search) {
    this.app = app;
    this.search = search;
    this.services = element("datalist", { id: "services" });
    this.operations = element("datalist", { id: "operations" });
    this.fields = {
      service: field("Service", "any", { list: "services" }),
      operation: field("Operation", "any", { list: "operations", focus: () => this.#listOperations() }),
      attributes: field("Attributes", "http.method=GET"),
      minimum: field("Longer than", "250ms", { size: 8 }),
      maximum: field("Shorter than", "2s", { size: 8 }),
    };
    this.errors = element("input", { type: "checkbox" });
    this.hint = element("div.query-error", { role: "alert" });
    this.node = element(
      "form.trace-form",
      {
        "aria-label": "Search",
        submit: (event) => {
          event.preventDefault();
          this.#submit();
        },
      },
      Object.values(this.fields).map(({ label }) => label),
      element("label.check", {}, this.errors, "With errors"),
      element("button.primary", {}, "Search"),
      this.hint,
      this.services,
      this.operations,
    );
    this.errors.addEventListener("change", () => this.#submit());
    this.#listServices();
  }

  /** @param {import("./tracequery.js").TraceForm | null} form null if the query is beyond the form */
  show(form) {
    const values = form ?? {};
    for (const name of ["service", "operation", "minimum", "maximum"]) {
      this.fields[name].input.value = values[name] ?? "";
    }
    this.fields.attributes.input.value = formatAttributes(values.attributes ?? []);
    this.errors.checked = Boolean(values.errors);
    setText(this.hint, "");
    this.node.classList.toggle("is-beside", form === null);
    this.node.title = form === null ? "The query says more than these fields; they begin a new one." : "";
  }

  #submit() {
    const value = (name) => this.fields[name].input.value.trim();
    const attributes = parseAttributes(value("attributes"));
    if (attributes === null) {
      setText(this.hint, 'Write attributes as key=value, with quotes around spaces: note="two words".');
      return;
    }
    for (const name of ["minimum", "maximum"]) {
      if (value(name) === "" || parseDuration(value(name)) !== null) continue;
      setText(this.hint, `Invalid duration “${value(name)}”: write one as 250ms or 1.5s.`);
      return;
    }
    this.search(
      traceQLFromForm({
        service: value("service"),
        operation: value("operation"),
        attributes,
        minimum: value("minimum").replace(/\s+/g, ""),
        maximum: value("maximum").replace(/\s+/g, ""),
        errors: this.errors.checked,
      }),
    );
  }

  async #listServices() {
    try {
      fill(this.services, (await this.app.source.services()).map(option));
    } catch {
      // The search says what is wrong with the server; the field works without suggestions.
    }
  }

  async #listOperations() {
    const service = this.fields.service.input.value.trim();
    if (service === this.#operationsOf) return;
    this.#operationsOf = service;
    try {
      const names = service === "" ? [] : await this.app.source.operations(service);
      fill(this.operations, names.map(option));
    } catch {
      fill(this.operations);
    }
  }
}

const option = (value) => element("option", { value });

function field(name, placeholder, attributes = {}) {
  const input = element("input", { placeholder, spellcheck: "false", autocomplete: "off", ...attributes });
  return { input, label: element("label.field", {}, element("span", {}, name), input) };
}
