// A box for a query that shows where an error is.

import { element, fill, setClass } from "./dom.js";
import { errorRange, parseQueryError } from "./queryerror.js";

export class QueryBox {
  #mirror = element("pre.query-mirror", { "aria-hidden": "true" });
  #message;
  #range = null;

  /**
   * @param {{id: string, label: string, placeholder: string, run: (query: string) => void}} options
   *   `run` is called on Enter; with Shift, Enter begins a new line
   */
  constructor({ id, label, placeholder, run }) {
    this.input = element("textarea.query-input", {
      id,
      rows: 1,
      placeholder,
      "aria-label": label,
      "aria-describedby": `${id}-error`,
      spellcheck: "false",
      autocapitalize: "off",
      autocomplete: "off",
      input: () => {
        this.#range = null;
        this.#showError(null);
        this.#reflect();
      },
      scroll: () => {
        this.#mirror.scrollTop = this.input.scrollTop;
      },
      keydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey) return;
        event.preventDefault();
        run(this.input.value.trim());
      },
    });
    this.#message = element("div.query-error", { id: `${id}-error`, role: "alert" });
    this.node = element(
      "div.query",
      {},
      element("span.query-language", { "aria-hidden": "true" }, label),
      element("div.query-stack", {}, this.#mirror, this.input),
      this.#message,
    );
  }

  get value() {
    return this.input.value.trim();
  }

  set value(query) {
    if (this.input.value.trim() === query) return;
    this.input.value = query;
    this.clearError();
  }

  clearError() {
    this.#range = null;
    this.#showError(null);
    this.#reflect();
  }

  /** Marks the place of an error, and says what it is. */
  showError(text) {
    const error = parseQueryError(text);
    this.#range = errorRange(this.input.value, error);
    const place = error.line > 1 ? `Line ${error.line}, column` : "Column";
    this.#showError(error.line ? `${place} ${error.column}: ${error.message}` : error.message);
    this.#reflect();
  }

  #showError(text) {
    fill(this.#message, text);
    setClass(this.node, "has-error", text);
    this.input.setAttribute("aria-invalid", String(Boolean(text)));
  }

  #reflect() {
    const text = this.input.value;
    if (this.#range) {
      const { start, end } = this.#range;
      const marked = text.slice(start, end) || " ";
      fill(this.#mirror, text.slice(0, start), element("mark", {}, marked), text.slice(end));
    } else {
      fill(this.#mirror, text);
    }
    // The mirror has the same text in the same box, so that its height is that of the query.
    this.#mirror.append("\n");
  }
}
