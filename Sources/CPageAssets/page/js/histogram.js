// Counts over time as bars, stacked by level.

import { Canvas } from "./canvas.js";
import { formatCount, formatValue } from "./format.js";
import { linearScale, roundTicks } from "./layout.js";
import { drawBrush, drawTimeAxis, drawValueAxis, onTimeDrag, plotArea } from "./plot.js";

export class Histogram {
  #stacks = [];
  #window = null;
  #step = 1;
  #brush = null;
  #x = null;

  /** @param {(start: number, end: number) => void} select takes the dragged range */
  constructor(select) {
    this.canvas = new Canvas("histogram", (...drawing) => this.#draw(...drawing));
    this.node = this.canvas.node;
    onTimeDrag(this.node, {
      scale: () => this.#x,
      brush: (box) => {
        this.#brush = box;
        this.canvas.draw();
      },
      select,
      click: (x) => {
        if (!this.#x) return;
        const index = Math.floor((this.#x.invert(x) - this.#window.start) / this.#step);
        const start = this.#window.start + index * this.#step;
        select(start, Math.min(start + this.#step, this.#window.end));
      },
    });
  }

  /**
   * @param {{level: string, counts: Map<number, number>}[]} stacks counts by number of the bar
   * @param {{start: number, end: number}} window in milliseconds
   */
  show(stacks, window, step) {
    this.#stacks = stacks;
    this.#window = window;
    this.#step = step;
    const totals = stacks.map(({ level, counts }) => {
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
      return `${formatCount(total)} ${level}`;
    });
    this.canvas.label = `Log records over time by level: ${totals.join(", ") || "none"}.`;
    this.canvas.draw();
  }

  #draw(context, width, height, colours) {
    if (!this.#window) return;
    const area = plotArea(width, height);
    const { start, end } = this.#window;
    const x = linearScale(start, end, area.left, area.right);
    this.#x = x;
    const count = Math.ceil((end - start) / this.#step);
    const totals = new Float64Array(Math.max(0, count));
    for (const { counts } of this.#stacks) {
      for (const [bar, value] of counts) if (bar >= 0 && bar < count) totals[bar] += value;
    }
    const highest = totals.reduce((a, b) => Math.max(a, b), 1);
    const y = linearScale(0, highest, area.bottom, area.top);
    drawTimeAxis(context, area, x, start, end, colours);
    const ticks = roundTicks(0, highest, 3).filter(Number.isInteger);
    drawValueAxis(context, area, y, ticks, formatValue, colours);
    const bottoms = new Float64Array(totals.length);
    for (const { level, counts } of this.#stacks) {
      context.fillStyle = colours.level(level);
      for (const [bar, value] of counts) {
        if (bar < 0 || bar >= count || value === 0) continue;
        const left = x(start + bar * this.#step);
        const right = Math.min(x(start + (bar + 1) * this.#step), area.right);
        const bottom = y(bottoms[bar]);
        bottoms[bar] += value;
        const top = Math.min(y(bottoms[bar]), bottom - 1);
        context.fillRect(left + 0.5, top, Math.max(1, right - left - 1), bottom - top);
      }
    }
    drawBrush(context, this.#brush, colours);
  }
}
