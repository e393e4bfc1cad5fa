// All rows of a trace in little, with the part in view; dragging chooses another part.

import { Canvas, onDrag } from "./canvas.js";
import { linearScale } from "./layout.js";
import { isLogRow, logOfRow } from "./rows.js";

export class Minimap {
  #rows = new Int32Array(0);
  #range = { from: 0, to: 1 };
  #matches = null;
  #drag = null;

  /**
   * @param {(range: {from: number, to: number}) => void} select in nanoseconds
   * @param {() => void} showAll
   */
  constructor(data, select, showAll) {
    this.data = data;
    this.canvas = new Canvas("minimap", (...drawing) => this.#draw(...drawing));
    this.canvas.label = "The whole trace. The keys + and − zoom, a and d move, 0 shows all.";
    this.node = this.canvas.node;
    const offset = (x) => (x / this.node.clientWidth) * this.data.tree.duration;
    onDrag(this.node, {
      move: (x0, x1) => {
        this.#drag = { from: offset(x0), to: offset(x1) };
        this.canvas.draw();
      },
      done: (x0, x1) => {
        this.#drag = null;
        select({ from: offset(x0), to: offset(x1) });
      },
      click: () => showAll(),
    });
  }

  show(rows) {
    this.#rows = rows;
    this.canvas.draw();
  }

  setRange(range) {
    this.#range = range;
    this.canvas.draw();
  }

  mark(matches) {
    this.#matches = matches;
    this.canvas.draw();
  }

  #draw(context, width, height, colours) {
    const { tree, hues, logs, offsets } = this.data;
    const x = linearScale(0, Math.max(1, tree.duration), 0, width);
    const rowHeight = Math.min(6, height / Math.max(1, this.#rows.length));
    const thickness = Math.max(1, rowHeight * 0.8);
    const fills = new Map([...hues].map(([service, hue]) => [service, colours.hue(hue)]));
    const error = colours.get("error");
    const match = colours.get("match");
    this.#rows.forEach((row, i) => {
      const y = i * rowHeight;
      if (isLogRow(row)) {
        const log = logOfRow(row);
        context.fillStyle = colours.level(logs[log].level);
        context.fillRect(x(offsets[log]) - 1, y, 2, thickness);
        return;
      }
      const left = x(tree.offsets[row]);
      if (this.#matches?.[row]) {
        context.fillStyle = match;
        context.fillRect(0, y, width, thickness);
      }
      context.fillStyle = tree.errors[row] ? error : fills.get(tree.spans[row].service);
      context.fillRect(left, y, Math.max(1, x(tree.offsets[row] + tree.durations[row]) - left), thickness);
    });
    const { from, to } = this.#drag ?? this.#range;
    context.fillStyle = colours.get("shade");
    context.fillRect(0, 0, Math.max(0, x(from)), height);
    context.fillRect(Math.min(width, x(to)), 0, width, height);
  }
}
