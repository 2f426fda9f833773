import type { Plugin } from 'chart.js';
import type { Bounds } from './bounds.ts';

/** A point with the intervals drawn through it. */
export interface IntervalPoint {
  x: number;
  y: number;
  xBounds: Bounds;
  yBounds: Bounds;
  /** written beside the point */
  label: string;
  name: string;
}

export interface IntervalStyle {
  /** one for each dataset */
  lines: string[];
  label: string;
  capPixels: number;
}

/** Draws each point's intervals under the points, and its label beside it. */
export function intervalPlugin(style: IntervalStyle, pointsOf: (dataset: number) => readonly IntervalPoint[]): Plugin {
  return {
    id: 'intervals',
    beforeDatasetsDraw({ ctx, scales: { x, y }, data }) {
      if (!x || !y) return;
      ctx.save();
      ctx.lineWidth = 1.5;
      for (const index of data.datasets.keys()) {
        ctx.strokeStyle = style.lines[index] ?? style.label;
        for (const point of pointsOf(index)) {
          const [atX, atY] = [x.getPixelForValue(point.x), y.getPixelForValue(point.y)];
          if (point.xBounds)
            strokeX(
              ctx,
              point.xBounds.map((value) => x.getPixelForValue(value)),
              atY,
              style.capPixels,
            );
          if (point.yBounds)
            strokeY(
              ctx,
              point.yBounds.map((value) => y.getPixelForValue(value)),
              atX,
              style.capPixels,
            );
        }
      }
      ctx.restore();
    },
    afterDatasetsDraw({ ctx, scales: { x, y }, data }) {
      if (!x || !y) return;
      ctx.save();
      ctx.fillStyle = style.label;
      ctx.font = '500 11px "Inter Variable", sans-serif';
      for (const index of data.datasets.keys()) {
        for (const point of pointsOf(index)) {
          ctx.fillText(point.label, x.getPixelForValue(point.x) + 8, y.getPixelForValue(point.y) - 7);
        }
      }
      ctx.restore();
    },
  };
}

function strokeX(ctx: CanvasRenderingContext2D, [from = 0, to = 0]: number[], y: number, cap: number): void {
  ctx.beginPath();
  ctx.moveTo(from, y);
  ctx.lineTo(to, y);
  for (const end of [from, to]) {
    ctx.moveTo(end, y - cap);
    ctx.lineTo(end, y + cap);
  }
  ctx.stroke();
}

function strokeY(ctx: CanvasRenderingContext2D, [from = 0, to = 0]: number[], x: number, cap: number): void {
  ctx.beginPath();
  ctx.moveTo(x, from);
  ctx.lineTo(x, to);
  for (const end of [from, to]) {
    ctx.moveTo(x - cap, end);
    ctx.lineTo(x + cap, end);
  }
  ctx.stroke();
}
