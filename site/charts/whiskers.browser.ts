import type { Plugin } from 'chart.js';
import type { Bounds } from './bounds.ts';

const capPixels = 3;

/** Draws the interval of each bar over it, with a rim in the colour of the page that sets it off from the bar. */
export function whiskerPlugin(
  { ink, paper }: { ink: string; paper: string },
  boundsOf: (dataset: number, index: number) => Bounds,
): Plugin<'bar'> {
  return {
    id: 'whiskers',
    afterDatasetsDraw(chart) {
      const { ctx, data, scales } = chart;
      const { y } = scales;
      if (!y) return;
      ctx.save();
      for (const dataset of data.datasets.keys()) {
        for (const [index, { x }] of chart.getDatasetMeta(dataset).data.entries()) {
          const bounds = boundsOf(dataset, index);
          if (!bounds) continue;
          traceWhisker(ctx, x, [y.getPixelForValue(bounds[0]), y.getPixelForValue(bounds[1])]);
          for (const [colour, width] of [
            [paper, 4],
            [ink, 1.5],
          ] as const) {
            ctx.strokeStyle = colour;
            ctx.lineWidth = width;
            ctx.stroke();
          }
        }
      }
      ctx.restore();
    },
  };
}

/** The path of a vertical line with a cap at both ends. */
function traceWhisker(ctx: CanvasRenderingContext2D, x: number, [low, high]: readonly [number, number]): void {
  ctx.beginPath();
  ctx.moveTo(x, low);
  ctx.lineTo(x, high);
  for (const end of [low, high]) {
    ctx.moveTo(x - capPixels, end);
    ctx.lineTo(x + capPixels, end);
  }
}
