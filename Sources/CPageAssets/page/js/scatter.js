// Traces as dots: when they started, how long they took, how many spans they have, and errors.

import { Canvas, onDrag } from "./canvas.js";
import { formatDuration, formatNumberOf } from "./format.js";
import { linearScale, logScale, powersOfTen } from "./layout.js";
import { drawBrush, drawDurationAxis, drawTimeAxis, plotArea } from "./plot.js";
import { formatTime, toMilliseconds } from "./time.js";

export class Scatter {
  #traces = [];
  #window = null;
  #brush = null;
  #scales = null;
  #highlight = -1;

  /**
   * @param {{open: (trace: Object) => void,
   *   select: (range: {start: number, end: number, minimum: number, maximum: number}) => void}}
   *   actions
   */
  constructor(actions) {
    this.canvas = new Canvas("scatter", (...drawing) => this.#draw(...drawing));
    this.node = this.canvas.node;
    const hovered = (x, y) => (x === null ? -1 : this.#nearest(x, y));
    onDrag(this.node, {
      move: (x0, x1, y0, y1) => this.#setBrush({ x0, x1, y0, y1 }),
      done: (x0, x1, y0, y1) => {
        this.#setBrush(null);
        if (this.#scales) actions.select(this.#range(x0, x1, y0, y1));
      },
      click: (x, y) => {
        const index = this.#nearest(x, y);
        if (index >= 0) actions.open(this.#traces[index]);
      },
      hover: (x, y) => this.highlight(hovered(x, y)),
    });
  }

  /** @param {{start: number, end: number}} window in milliseconds */
  show(traces, window) {
    this.#traces = traces.map((trace) => ({ ...trace, at: toMilliseconds(trace.start) }));
    this.#window = window;
    this.#highlight = -1;
    const errors = traces.filter(({ errorCount }) => errorCount > 0).length;
    this.canvas.label =
      `Durations over time of ${formatNumberOf(traces.length, "trace")}, ` +
      `${errors} with errors. The table below has the same traces.`;
    this.canvas.draw();
  }

  /** Marks the trace at a position of the list; −1 for none. */
  highlight(index) {
    if (index === this.#highlight) return;
    this.#highlight = index;
    const trace = this.#traces[index];
    this.node.title = trace
      ? `${trace.service} ${trace.name}\n${formatDuration(trace.duration)}, ` +
        `${formatNumberOf(trace.spanCount, "span")}, ${formatTime(trace.start)}`
      : "";
    this.canvas.draw();
  }

  #setBrush(brush) {
    this.#brush = brush;
    this.canvas.draw();
  }

  #range(x0, x1, y0, y1) {
    const { x, y } = this.#scales;
    return { start: x.invert(x0), end: x.invert(x1), minimum: y.invert(y1), maximum: y.invert(y0) };
  }

  #nearest(x, y) {
    if (!this.#scales) return -1;
    let best = -1;
    let distance = 12 * 12;
    this.#traces.forEach((trace, i) => {
      const dx = this.#scales.x(trace.at) - x;
      const dy = this.#scales.y(this.#shown(trace)) - y;
      if (dx * dx + dy * dy < distance) {
        distance = dx * dx + dy * dy;
        best = i;
      }
    });
    return best;
  }

  /** A duration on the logarithmic axis, whose least is a tenth of a millisecond. */
  #shown({ duration }) {
    return Math.max(duration, 1e5);
  }

  #draw(context, width, height, colours) {
    if (!this.#window) return;
    const area = plotArea(width, height);
    const durations = this.#traces.map((trace) => this.#shown(trace));
    const low = durations.reduce((a, b) => Math.min(a, b), Infinity);
    const high = durations.reduce((a, b) => Math.max(a, b), 0);
    const [from, to] = durations.length ? [low / 1.5, high * 1.5] : [1e6, 1e9];
    const x = linearScale(this.#window.start, this.#window.end, area.left, area.right);
    const y = logScale(from, to, area.bottom, area.top);
    this.#scales = { x, y };
    drawTimeAxis(context, area, x, this.#window.start, this.#window.end, colours);
    drawDurationAxis(context, area, y, powersOfTen(from, to), colours);
    const dot = (trace, extra = 0) => {
      const radius = Math.min(9, 2 + Math.sqrt(trace.spanCount) / 4) + extra;
      context.beginPath();
      context.arc(x(trace.at), y(this.#shown(trace)), radius, 0, 2 * Math.PI);
    };
    context.globalAlpha = 0.55;
    for (const isError of [false, true]) {
      context.fillStyle = colours.get(isError ? "error" : "accent");
      for (const trace of this.#traces) {
        if (trace.errorCount > 0 !== isError) continue;
        dot(trace);
        context.fill();
      }
    }
    context.globalAlpha = 1;
    const marked = this.#traces[this.#highlight];
    if (marked) {
      context.strokeStyle = colours.get("ink");
      context.lineWidth = 2;
      dot(marked, 2);
      context.stroke();
    }
    drawBrush(context, this.#brush, colours);
  }
}
