// Series as lines over time, with exemplars as dots.

import { Canvas } from "./canvas.js";
import { formatNumberOf, formatValue } from "./format.js";
import { linearScale, roundTicks } from "./layout.js";
import { drawBrush, drawTimeAxis, drawValueAxis, line, onTimeDrag, plotArea } from "./plot.js";

export class Graph {
  #lines = [];
  #exemplars = [];
  #window = null;
  #step = 1;
  #scales = null;
  #brush = null;
  #cursor = null;

  /**
   * @param {{select: (start: number, end: number) => void, openExemplar: (exemplar: Object) => void,
   *   hover: (time: number | null) => void}} actions
   */
  constructor(actions) {
    this.canvas = new Canvas("graph", (...drawing) => this.#draw(...drawing));
    this.node = this.canvas.node;
    onTimeDrag(this.node, {
      scale: () => this.#scales?.x,
      brush: (box) => {
        this.#brush = box;
        this.canvas.draw();
      },
      select: actions.select,
      click: (x, y) => {
        const exemplar = this.#exemplarAt(x, y);
        if (exemplar) actions.openExemplar(exemplar);
      },
      hover: (x, y) => {
        const time = x === null || !this.#scales ? null : this.#scales.x.invert(x);
        this.node.style.cursor = time !== null && this.#exemplarAt(x, y) ? "pointer" : "crosshair";
        this.#cursor = time;
        this.canvas.draw();
        actions.hover(time);
      },
    });
  }

  /**
   * @param {{series: import("./series.js").Series, hue: number, isHidden?: boolean}[]} lines
   * @param {{start: number, end: number}} window in milliseconds
   * @param {number} step milliseconds between values; a longer distance is a gap
   */
  show(lines, exemplars, window, step) {
    this.#lines = lines.filter(({ isHidden }) => !isHidden);
    this.#exemplars = exemplars;
    this.#window = window;
    this.#step = step;
    this.canvas.label =
      `Graph of ${formatNumberOf(this.#lines.length, "series", "series")} and ` +
      `${formatNumberOf(exemplars.length, "exemplar")}. The table below has their values.`;
    this.canvas.draw();
  }

  #exemplarAt(x, y) {
    if (!this.#scales) return null;
    let best = null;
    let distance = 10 * 10;
    for (const exemplar of this.#exemplars) {
      const dx = this.#scales.x(exemplar.time) - x;
      const dy = this.#exemplarY(exemplar) - y;
      if (dx * dx + dy * dy < distance) {
        distance = dx * dx + dy * dy;
        best = exemplar;
      }
    }
    return best;
  }

  /** Exemplars whose values are beyond the scale are on its edge. */
  #exemplarY({ value }) {
    const { y, low, high } = this.#scales;
    return y(Math.min(high, Math.max(low, value)));
  }

  #draw(context, width, height, colours) {
    if (!this.#window) return;
    const area = plotArea(width, height);
    const { start, end } = this.#window;
    let low = Infinity;
    let high = -Infinity;
    for (const { series } of this.#lines) {
      for (const value of series.values) {
        if (!Number.isFinite(value)) continue;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (low > high) [low, high] = [0, 1];
    if (low > 0 && low < high * 0.6) low = 0;
    if (low === high) [low, high] = low === 0 ? [0, 1] : [Math.min(0, low), Math.max(0, high)];
    const x = linearScale(start, end, area.left, area.right);
    const y = linearScale(low, high, area.bottom, area.top + 4);
    this.#scales = { x, y, low, high };
    drawTimeAxis(context, area, x, start, end, colours);
    drawValueAxis(context, area, y, roundTicks(low, high, 5), formatValue, colours);
    context.lineWidth = 1.5;
    context.lineJoin = "round";
    for (const { series, hue } of this.#lines) {
      context.strokeStyle = colours.hue(hue);
      drawLine(context, series, x, y, this.#step * 1.5);
    }
    context.fillStyle = colours.get("surface");
    context.strokeStyle = colours.get("exemplar");
    for (const exemplar of this.#exemplars) {
      context.beginPath();
      context.arc(x(exemplar.time), this.#exemplarY(exemplar), 3.5, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
    if (this.#cursor !== null) {
      context.strokeStyle = colours.get("muted");
      context.lineWidth = 1;
      line(context, x(this.#cursor), area.top, x(this.#cursor), area.bottom);
    }
    drawBrush(context, this.#brush, colours);
  }
}

/** A line with gaps where values are missing; a lone value is a dot. */
export function drawLine(context, { times, values }, x, y, longestGap) {
  context.beginPath();
  let isDrawing = false;
  for (let i = 0; i < times.length; i++) {
    if (!Number.isFinite(values[i])) {
      isDrawing = false;
      continue;
    }
    const isJoined = isDrawing && times[i] - times[i - 1] <= longestGap;
    if (isJoined) {
      context.lineTo(x(times[i]), y(values[i]));
    } else {
      const isAlone = !(i + 1 < times.length && times[i + 1] - times[i] <= longestGap);
      context.moveTo(x(times[i]) - (isAlone ? 1 : 0), y(values[i]));
      if (isAlone) context.lineTo(x(times[i]) + 1, y(values[i]));
    }
    isDrawing = true;
  }
  context.stroke();
}
