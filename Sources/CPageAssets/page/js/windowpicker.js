// The window of time that all views share.

import { element, fill, setText } from "./dom.js";
import { formatDuration } from "./format.js";
import { formatTime, parseTime } from "./time.js";

const PRESETS = [
  ["5 min", 300n],
  ["15 min", 900n],
  ["1 h", 3_600n],
  ["6 h", 21_600n],
];

export class WindowPicker {
  constructor(app) {
    this.app = app;
    this.label = element("span.window-text");
    this.length = element("span.muted.window-length");
    this.start = this.#field("From");
    this.end = this.#field("To");
    this.error = element("div.query-error", { role: "alert" });
    this.details = element(
      "details.popover",
      {
        keydown: (event) => {
          if (event.key !== "Escape" || !this.details.open) return;
          this.#closePopover();
          event.preventDefault();
        },
      },
      element("summary", { title: "Window of time, in UTC" }, this.label, this.length),
      element(
        "form.popover-body",
        {
          submit: (event) => {
            event.preventDefault();
            this.#apply();
          },
        },
        element("p.muted", {}, "Times are in UTC. Drag on a chart to set them."),
        this.start,
        this.end,
        this.error,
        element("div.buttons", {}, element("button.primary", {}, "Apply")),
        element("div.buttons", {}, this.#presets()),
      ),
    );
    document.addEventListener("pointerdown", (event) => {
      if (this.details.open && !this.details.contains(event.target)) this.details.open = false;
    });
    const shift = (name, title, action) =>
      element("button.quiet", { title, "aria-label": title, click: action }, name);
    this.node = element(
      "div.window",
      { role: "group", "aria-label": "Window of time" },
      shift("‹", "Earlier", () => this.#move(-1n)),
      this.details,
      shift("›", "Later", () => this.#move(1n)),
      shift("−", "Twice as long", () => this.#widen()),
    );
  }

  update() {
    const { start, end } = this.app.window;
    const digits = end - start < 10_000_000_000n ? 3 : 0;
    const [first, last] = [formatTime(start, digits), formatTime(end, digits)];
    const isSameDay = first.slice(0, 10) === last.slice(0, 10);
    setText(this.label, `${first} – ${isSameDay ? last.slice(11) : last}`);
    const length = formatDuration(Number(end - start));
    setText(this.length, this.app.hasWindow ? length : `all, ${length}`);
    const exact = (time) => formatTime(time, 9).replace(/\.?0+$/, "");
    this.start.querySelector("input").value = exact(start);
    this.end.querySelector("input").value = exact(end);
    fill(this.error);
  }

  #field(name) {
    const input = element("input", { spellcheck: "false", autocomplete: "off" });
    return element("label.field", {}, element("span", {}, name), input);
  }

  #presets() {
    const { app } = this;
    const last = PRESETS.map(([name, seconds]) =>
      element("button", { type: "button", click: () => this.#setLast(seconds * 1_000_000_000n) }, `Last ${name}`),
    );
    return [element("button", { type: "button", click: () => this.#set(null, null) }, "All of the data"), ...last];
  }

  /** Up to the end of the data, not to now. */
  #setLast(nanoseconds) {
    const { end } = this.app.extent.data;
    if (end !== null) this.#set(end - nanoseconds, end + 1n);
  }

  #apply() {
    const [start, end] = [this.start, this.end].map((field) => parseTime(field.querySelector("input").value));
    if (start === null || end === null) {
      fill(this.error, "Write a time such as 2023-01-30 14:10:26.5, or a Unix time.");
    } else if (start >= end) {
      fill(this.error, "The window must end after its start.");
    } else {
      this.#set(start, end);
    }
  }

  #set(start, end) {
    this.#closePopover();
    this.app.setWindow(start, end);
  }

  #closePopover() {
    this.details.open = false;
    this.details.querySelector("summary").focus();
  }

  #move(direction) {
    const { start, end } = this.app.window;
    const distance = ((end - start) / 2n) * direction;
    this.app.setWindow(start + distance, end + distance);
  }

  #widen() {
    const { start, end } = this.app.window;
    const half = (end - start) / 2n;
    this.app.setWindow(start - half, end + half);
  }
}
