// What all charts have: margins, axes, grid, and the range that is being dragged.

import { onDrag } from "./canvas.js";
import { formatDuration } from "./format.js";
import { clockTicks } from "./time.js";

export const MARGIN = { left: 56, right: 12, top: 8, bottom: 20 };

export function plotArea(width, height, margin = MARGIN) {
  return {
    left: margin.left,
    right: Math.max(margin.left + 1, width - margin.right),
    top: margin.top,
    bottom: Math.max(margin.top + 1, height - margin.bottom),
  };
}

/** Lines and labels of clock time below an area. */
export function drawTimeAxis(context, area, x, start, end, colours) {
  const count = Math.max(2, Math.floor((area.right - area.left) / 90));
  context.fillStyle = colours.get("muted");
  context.strokeStyle = colours.get("line");
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineWidth = 1;
  for (const { at, label } of clockTicks(start, end, count)) {
    const place = Math.round(x(at)) + 0.5;
    line(context, place, area.top, place, area.bottom);
    const half = context.measureText(label).width / 2;
    if (place - half < 0 || place + half > area.right + MARGIN.right) continue;
    context.fillText(label, place, area.bottom + 5);
  }
}

/** Lines and labels of values at the left of an area. */
export function drawValueAxis(context, area, y, ticks, format, colours) {
  context.fillStyle = colours.get("muted");
  context.strokeStyle = colours.get("line");
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.lineWidth = 1;
  for (const tick of ticks) {
    const place = Math.round(y(tick)) + 0.5;
    line(context, area.left, place, area.right, place);
    context.fillText(format(tick), area.left - 6, place);
  }
}

export function drawDurationAxis(context, area, y, ticks, colours) {
  drawValueAxis(context, area, y, ticks, formatDuration, colours);
}

/**
 * A drag over a chart selects a range of times.
 *
 * @param {{scale: () => Object | null, brush: (box: Object | null) => void,
 *   select: (start: number, end: number) => void}} chart its scale of times, what draws the range, and
 *   what takes it; further actions are those of `onDrag`
 */
export function onTimeDrag(node, { scale, brush, select, ...others }) {
  onDrag(node, {
    move: (x0, x1) =>
      brush({ x0, x1, y0: MARGIN.top, y1: node.clientHeight - MARGIN.bottom }),
    done: (x0, x1) => {
      brush(null);
      const x = scale();
      if (x) select(x.invert(x0), x.invert(x1));
    },
    ...others,
  });
}

/** The range that is being dragged. */
export function drawBrush(context, box, colours) {
  if (!box) return;
  context.fillStyle = colours.get("brush");
  context.strokeStyle = colours.get("accent");
  context.fillRect(box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0);
  context.strokeRect(box.x0 + 0.5, box.y0 + 0.5, box.x1 - box.x0, box.y1 - box.y0);
}

export function line(context, x0, y0, x1, y1) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
