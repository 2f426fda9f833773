import {
  Chart,
  type ChartConfiguration,
  type ChartOptions,
  Legend,
  LinearScale,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';
import { axisEnds, type Bounds } from '#site/charts/bounds.ts';
import type { ChartColours } from '#site/charts/colours.browser.ts';
import { type IntervalPoint, intervalPlugin } from '#site/charts/intervals.browser.ts';
import { interval, score } from '#site/layout/text.ts';
import { type EntryKind, entryKinds } from '#submissions/lifecycle.ts';
import type { ChartEntry } from './chart-entries.ts';

Chart.register(ScatterController, PointElement, LinearScale, Tooltip, Legend);
Chart.defaults.font.family = '"Inter Variable", sans-serif';

const pointShapes = { team: 'circle', baseline: 'rectRot', simulated: 'triangle', trivial: 'crossRot' } as const;

type Axis = NonNullable<NonNullable<ChartOptions<'scatter'>['scales']>[string]>;

export interface Axes {
  x: Axis;
  y: Axis;
  /** what the tooltip calls the values of an axis; an axis without a title is not in it */
  titles: { x: string; y: string };
}

/** The point of an entry; null where it lacks a value. */
export type PointOf = (entry: ChartEntry, index: number) => IntervalPoint | null;

/** A scatter chart with one data set for each kind of entry, every point with its intervals. */
export function drawPoints(
  canvas: HTMLCanvasElement,
  entries: readonly ChartEntry[],
  { pointOf, colours, axes }: { pointOf: PointOf; colours: ChartColours; axes: Axes },
): Chart {
  const groups = entryKinds
    .map((kind) => ({
      kind,
      points: entries.flatMap((entry, index) => (entry.kind === kind && pointOf(entry, index)) || []),
    }))
    .filter((group) => group.points.length > 0);
  const lines = groups.map(({ kind }) => lighten(colours.kinds[kind]));
  const style = { lines, label: colours.soft, capPixels: 3 };
  const pointsOf = (dataset: number) => groups[dataset]?.points ?? [];
  const configuration: ChartConfiguration<'scatter', IntervalPoint[]> = {
    type: 'scatter',
    data: {
      datasets: groups.map(({ kind, points }) => ({ label: kind, data: points, ...pointStyle(kind, colours) })),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      layout: { padding: { top: 4, right: 12 } },
      scales: { x: axes.x, y: axes.y },
      plugins: {
        legend: {
          display: groups.length > 1,
          align: 'end',
          labels: { usePointStyle: true, color: colours.soft, boxHeight: 7, padding: 14 },
          onClick: () => {},
        },
        tooltip: {
          displayColors: false,
          callbacks: {
            label: ({ datasetIndex, dataIndex }) => describePoint(pointsOf(datasetIndex)[dataIndex], axes.titles),
          },
        },
      },
    },
    plugins: [intervalPlugin(style, pointsOf)],
  };
  return new Chart(canvas, configuration);
}

/** A quiet axis, long enough for every interval drawn along it. */
export function axis(colours: ChartColours, title: string, bounds: readonly Bounds[] = []) {
  return {
    ...axisEnds(bounds),
    title: { display: title !== '', text: title, color: colours.soft },
    grid: { color: colours.rule },
    border: { color: colours.rule },
    ticks: { color: colours.soft },
  };
}

function pointStyle(kind: EntryKind, colours: ChartColours) {
  const colour = colours.kinds[kind];
  return {
    pointStyle: pointShapes[kind],
    backgroundColor: kind === 'simulated' ? colours.paper : colour,
    borderColor: colour,
    borderWidth: 1.5,
    radius: 5,
    hoverRadius: 6,
  };
}

function describePoint(point: IntervalPoint | undefined, titles: Axes['titles']): string[] {
  if (!point) return [];
  const line = (title: string, value: number, bounds: Bounds) =>
    title ? [`${title} ${score(value)} ${(bounds && interval(bounds)) ?? ''}`] : [];
  return [point.name, ...line(titles.x, point.x, point.xBounds), ...line(titles.y, point.y, point.yBounds)];
}

/** The same colour, lighter: intervals are drawn behind their points. */
function lighten(colour: string): string {
  return `color-mix(in srgb, ${colour} 55%, transparent)`;
}
