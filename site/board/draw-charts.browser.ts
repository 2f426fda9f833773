import type { Chart } from 'chart.js';
import { readColours } from '#site/charts/colours.browser.ts';
import { shorten } from '#site/charts/labels.ts';
import type { ChartEntry } from './chart-entries.ts';
import { axis, drawPoints, type PointOf } from './draw-points.browser.ts';

const drawings = { scores: drawScores, 'trade-off': drawTradeOff };

/** Draws every chart that a section has a canvas for. */
export function drawBoardCharts(section: HTMLElement, entries: readonly ChartEntry[]): Chart[] {
  return Object.entries(drawings).flatMap(([name, drawOn]) => {
    const canvas = section.querySelector<HTMLCanvasElement>(`canvas[data-chart="${name}"]`);
    return canvas ? [drawOn(canvas, entries)] : [];
  });
}

/** FX score with its interval, one line an entry, the best on top. */
function drawScores(canvas: HTMLCanvasElement, entries: readonly ChartEntry[]): Chart {
  const colours = readColours();
  const isNarrow = (canvas.parentElement?.clientWidth ?? 0) < 560;
  const shown = entries.filter((entry) => entry.score !== null);
  const pointOf: PointOf = ({ name, score: x, scoreBounds }, index) =>
    x === null ? null : { x, y: index, xBounds: scoreBounds, yBounds: null, label: '', name };
  const scoreBounds = shown.map((each) => each.scoreBounds);
  const y = {
    ...axis(colours, ''),
    reverse: true,
    min: -0.6,
    max: shown.length - 0.4,
    grid: { display: false },
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
      scale.ticks = shown.map((_, value) => ({ value }));
    },
    ticks: {
      color: colours.ink,
      autoSkip: false,
      callback: (value: string | number) => shorten(tickName(shown[Number(value)]), isNarrow ? 18 : 32),
    },
  };
  const axes = { x: axis(colours, 'FX score', scoreBounds), y, titles: { x: 'FX score', y: '' } };
  return drawPoints(canvas, shown, { pointOf, colours, axes });
}

function tickName(entry: ChartEntry | undefined): string {
  return entry?.rank ? `${entry.rank}  ${entry.name}` : (entry?.name ?? '');
}

/** Accuracy against IoU, both with their intervals; the number beside a point is its rank. */
function drawTradeOff(canvas: HTMLCanvasElement, entries: readonly ChartEntry[]): Chart {
  const colours = readColours();
  const pointOf: PointOf = ({ name, rank, accuracy, iou, accuracyBounds, iouBounds }) =>
    accuracy === null || iou === null
      ? null
      : { x: iou, y: accuracy, xBounds: iouBounds, yBounds: accuracyBounds, label: rank ? String(rank) : '', name };
  const [iouBounds, accuracyBounds] = [
    entries.map((each) => each.iouBounds),
    entries.map((each) => each.accuracyBounds),
  ];
  const x = axis(colours, 'IoU', iouBounds);
  const y = axis(colours, 'Accuracy', accuracyBounds);
  return drawPoints(canvas, entries, { pointOf, colours, axes: { x, y, titles: { x: 'IoU', y: 'Accuracy' } } });
}
