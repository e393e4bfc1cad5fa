// Canvases that are sharp on every screen, and follow the size of their element and the theme.

import { onceAFrame } from "./dom.js";

const darkScheme = matchMedia("(prefers-color-scheme: dark)");

export class Canvas {
  /**
   * @param {string} className
   * @param {(context: CanvasRenderingContext2D, width: number, height: number, colours: Colours) =>
   *   void} draw in CSS pixels
   */
  constructor(className, draw) {
    this.node = document.createElement("canvas");
    this.node.className = className;
    this.node.setAttribute("role", "img");
    this.draw = onceAFrame(() => this.#drawNow(draw));
    this.resizes = new ResizeObserver(this.draw);
    this.resizes.observe(this.node);
    darkScheme.addEventListener("change", this.draw);
  }

  set label(text) {
    this.node.setAttribute("aria-label", text);
  }

  #drawNow(draw) {
    const { clientWidth: width, clientHeight: height } = this.node;
    if (width === 0 || height === 0) return;
    const ratio = window.devicePixelRatio || 1;
    this.node.width = Math.round(width * ratio);
    this.node.height = Math.round(height * ratio);
    const context = this.node.getContext("2d");
    context.scale(ratio, ratio);
    const colours = new Colours(this.node);
    context.font = colours.font;
    draw(context, width, height, colours);
  }
}

/** The colours of the style sheet. */
export class Colours {
  #style;

  constructor(node) {
    this.#style = getComputedStyle(node);
  }

  get(name) {
    return this.#style.getPropertyValue(`--${name}`).trim();
  }

  get font() {
    return `11px ${this.#style.fontFamily}`;
  }

  hue(degrees) {
    return `oklch(${this.get("bar-lightness")} ${this.get("bar-chroma")} ${degrees})`;
  }

  level(level) {
    return this.get(`level-${level}`) || this.get("level-unknown");
  }
}

/**
 * Lets people drag a range on a canvas.
 * @param {{move: (from: number, to: number, y0: number, y1: number) => void,
 *   done: (from: number, to: number, y0: number, y1: number) => void,
 *   click?: (x: number, y: number) => void, hover?: (x: number | null, y: number) => void}} actions
 *   in CSS pixels; `from` is not after `to`
 */
export function onDrag(node, { move, done, click, hover }) {
  let start = null;
  const place = (event) => {
    const box = node.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const range = (a, b) => [
    Math.min(a.x, b.x), Math.max(a.x, b.x), Math.min(a.y, b.y), Math.max(a.y, b.y),
  ];
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = place(event);
    node.setPointerCapture(event.pointerId);
  });
  node.addEventListener("pointermove", (event) => {
    const here = place(event);
    if (!start) hover?.(here.x, here.y);
    else if (Math.abs(here.x - start.x) > 3) move(...range(start, here));
  });
  node.addEventListener("pointerup", (event) => {
    if (!start) return;
    const here = place(event);
    const from = start;
    start = null;
    if (Math.abs(here.x - from.x) > 3) done(...range(from, here));
    else click?.(here.x, here.y);
  });
  node.addEventListener("pointerleave", () => hover?.(null, 0));
}
