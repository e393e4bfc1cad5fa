// A list of any length of which only the rows in view exist. One row is the tab stop; the arrow
// keys, Home, End and the page keys move it, and a focused row stays when it scrolls out of view.

import { onceAFrame } from "./dom.js";
import { rowWindow } from "./layout.js";

export class VirtualRows {
  #rows = new Map();
  #pool = [];
  #count = 0;
  #body;
  #draw = onceAFrame(() => this.#update());

  /**
   * @param {HTMLElement} scroller the element that scrolls, with the role of the list
   * @param {{rowHeight: number, create: () => HTMLElement,
   *   update: (row: HTMLElement, index: number) => void,
   *   activate?: (index: number) => void, select?: (index: number) => void,
   *   headerRows?: number}} options `select` is called when the tab stop moves, `activate` on Enter
   *   and clicks
   */
  constructor(scroller, options) {
    this.scroller = scroller;
    this.options = options;
    this.active = 0;
    this.#body = document.createElement("div");
    this.#body.className = "rows";
    this.#body.setAttribute("role", "rowgroup");
    scroller.append(this.#body);
    scroller.addEventListener("scroll", this.#draw, { passive: true });
    scroller.addEventListener("keydown", (event) => this.#key(event));
    this.#body.addEventListener("click", (event) => this.#click(event));
    this.#body.addEventListener("focusin", (event) => {
      const index = this.#indexOf(event.target);
      if (index >= 0 && index !== this.active) this.setActive(index);
    });
    this.resizes = new ResizeObserver(this.#draw);
    this.resizes.observe(scroller);
  }

  get count() {
    return this.#count;
  }

  setCount(count) {
    this.#count = count;
    this.#body.style.height = `${count * this.options.rowHeight}px`;
    const { headerRows = 0 } = this.options;
    this.scroller.setAttribute("aria-rowcount", String(count + headerRows));
    this.active = Math.max(0, Math.min(this.active, count - 1));
    this.refresh();
  }

  /** Draws all rows in view again. */
  refresh() {
    for (const [index, row] of this.#rows) {
      if (index < this.#count) this.#fill(row, index);
    }
    this.#update();
  }

  /** Moves the tab stop. */
  setActive(index, { focus = false, scroll = true } = {}) {
    if (this.#count === 0) return;
    const previous = this.active;
    this.active = Math.max(0, Math.min(index, this.#count - 1));
    if (scroll) this.scrollTo(this.active);
    this.#update();
    for (const i of [previous, this.active]) {
      const row = this.#rows.get(i);
      if (row) this.#mark(row, i);
    }
    if (focus) this.#rows.get(this.active)?.focus({ preventScroll: true });
    if (previous !== this.active) this.options.select?.(this.active);
  }

  scrollTo(index) {
    const { rowHeight } = this.options;
    const top = index * rowHeight;
    const height = this.scroller.clientHeight - this.#body.offsetTop;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top + rowHeight > this.scroller.scrollTop + height) {
      this.scroller.scrollTop = top + rowHeight - height;
    }
  }

  /** The tab stop in the middle of the view. */
  center(index, options) {
    const { rowHeight } = this.options;
    const top = index * rowHeight;
    const { scrollTop, clientHeight } = this.scroller;
    if (top < scrollTop || top + rowHeight > scrollTop + clientHeight - this.#body.offsetTop) {
      this.scroller.scrollTop = top - clientHeight / 2;
    }
    this.setActive(index, options);
  }

  #update() {
    const { rowHeight } = this.options;
    const { scrollTop, clientHeight } = this.scroller;
    const { first, end } = rowWindow(scrollTop, clientHeight, rowHeight, this.#count);
    for (const [index, row] of this.#rows) {
      const isKept = index === this.active && row.contains(document.activeElement);
      if ((index >= first && index < end) || (isKept && index < this.#count)) continue;
      this.#rows.delete(index);
      row.remove();
      this.#pool.push(row);
    }
    const stop = Math.max(first, Math.min(this.active, end - 1));
    for (let index = first; index < end; index++) {
      let row = this.#rows.get(index);
      if (!row) {
        row = this.#pool.pop() ?? this.options.create();
        row.style.transform = `translateY(${index * rowHeight}px)`;
        this.#rows.set(index, row);
        this.#body.append(row);
        this.#fill(row, index);
      }
      row.tabIndex = index === (this.#rows.has(this.active) ? this.active : stop) ? 0 : -1;
    }
  }

  #fill(row, index) {
    const { headerRows = 0 } = this.options;
    row.setAttribute("aria-rowindex", String(index + 1 + headerRows));
    this.options.update(row, index);
    this.#mark(row, index);
  }

  #mark(row, index) {
    row.tabIndex = index === this.active ? 0 : -1;
    row.classList.toggle("is-active", index === this.active);
    row.setAttribute("aria-selected", String(index === this.active));
  }

  #indexOf(target) {
    for (const [index, row] of this.#rows) if (row.contains(target)) return index;
    return -1;
  }

  #click(event) {
    const index = this.#indexOf(event.target);
    if (index < 0 || event.defaultPrevented) return;
    if (event.target.closest("a, button")) return;
    this.setActive(index, { focus: true });
    this.options.activate?.(index);
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (this.#indexOf(event.target) < 0) return;
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / this.options.rowHeight) - 2);
    const moves = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: this.#count - 1,
    };
    if (event.key in moves) {
      event.preventDefault();
      this.setActive(moves[event.key], { focus: true });
    } else if (event.key === "Enter" && event.target.getAttribute("role") === "row") {
      event.preventDefault();
      this.options.activate?.(this.active);
    }
  }
}
