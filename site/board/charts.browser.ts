import {
  Chart,
  type ChartConfiguration,
  Legend,
  LinearScale,
  PointElement,
  type ScaleOptionsByType,
  ScatterController,
  Tooltip,
} from 'chart.js';
import { type ChartColours, readColours } from '#site/charts/colours.browser.ts';
import { type IntervalPoint, intervalPlugin } from '#site/charts/intervals.browser.ts';
import { interval, score } from '#site/layout/text.ts';
import { type EntryKind, entryKinds } from '#submissions/lifecycle.ts';
import { type ChartEntry, shorten } from './chart-entries.ts';

Chart.register(ScatterController, PointElement, LinearScale, Tooltip, Legend);
Chart.defaults.font.family = '"Inter Variable", sans-serif';

const pointStyles = { team: 'circle', baseline: 'rectRot', simulated: 'triangle', trivial: 'crossRot' } as const;
const kindTitles = { team: 'team', baseline: 'baseline', simulated: 'simulated', trivial: 'trivial' } as const;
type Place = (entry: ChartEntry, index: number) => IntervalPoint | null;
type Axis = Partial<ScaleOptionsByType<'linear'>>;

/** FX score with its interval, one line an entry, the best on top. */
export function drawScores(canvas: HTMLCanvasElement, entries: readonly ChartEntry[]): Chart {
  const colours = readColours();
  const narrow = (canvas.parentElement?.clientWidth ?? 0) < 560;
  const shown = entries.filter((entry) => entry.score !== null);
  const place: Place = ({ name, score: x, scoreBounds }, index) =>
    x === null ? null : { x, y: index, xBounds: scoreBounds, yBounds: null, label: '', name };
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
      callback: (value: string | number) => shorten(tickName(shown[Number(value)]), narrow ? 18 : 32),
    },
  };
  return drawPoints(canvas, shown, {
    place,
    colours,
    x: axis(
      colours,
      'FX score',
      shown.map((each) => each.scoreBounds),
    ),
    y: y as unknown as Axis,
  });
}

function tickName(entry: ChartEntry | undefined): string {
  return entry?.rank ? `${entry.rank}  ${entry.name}` : (entry?.name ?? '');
}

/** Accuracy against IoU, both with their intervals; the number beside a point is its rank. */
export function drawTradeOff(canvas: HTMLCanvasElement, entries: readonly ChartEntry[]): Chart {
  const colours = readColours();
  const place: Place = ({ name, rank, accuracy, iou, accuracyBounds, iouBounds }) =>
    accuracy === null || iou === null
      ? null
      : { x: iou, y: accuracy, xBounds: iouBounds, yBounds: accuracyBounds, label: rank ? String(rank) : '', name };
  return drawPoints(canvas, entries, {
    place,
    colours,
    x: axis(
      colours,
      'IoU',
      entries.map((each) => each.iouBounds),
    ),
    y: axis(
      colours,
      'Accuracy',
      entries.map((each) => each.accuracyBounds),
    ),
  });
}

interface Drawing {
  place: Place;
  colours: ChartColours;
  x: Axis;
  y: Axis;
}

function drawPoints(
  canvas: HTMLCanvasElement,
  entries: readonly ChartEntry[],
  { place, colours, x, y }: Drawing,
): Chart {
  const groups = entryKinds
    .map((kind) => ({
      kind,
      points: entries.flatMap((entry, index) => (entry.kind === kind && place(entry, index)) || []),
    }))
    .filter((group) => group.points.length > 0);
  const lines = groups.map(({ kind }) => fade(colours.kinds[kind]));
  const style = { lines, label: colours.soft, capPixels: 3 };
  const configuration: ChartConfiguration<'scatter', IntervalPoint[]> = {
    type: 'scatter',
    data: {
      datasets: groups.map(({ kind, points }) => ({
        label: kindTitles[kind],
        data: points,
        ...pointLook(kind, colours),
      })),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      layout: { padding: { top: 4, right: 12 } },
      scales: { x, y },
      plugins: {
        legend: {
          display: groups.length > 1,
          align: 'end',
          labels: { usePointStyle: true, color: colours.soft, boxHeight: 7, padding: 14 },
          onClick: () => {},
        },
        tooltip: { callbacks: { label: ({ raw }) => describePoint(raw as IntervalPoint, x, y) }, displayColors: false },
      },
    },
    plugins: [intervalPlugin(style, (dataset) => groups[dataset]?.points ?? [])],
  };
  return new Chart(canvas, configuration);
}

function pointLook(kind: EntryKind, colours: ChartColours) {
  const colour = colours.kinds[kind];
  return {
    pointStyle: pointStyles[kind],
    backgroundColor: kind === 'simulated' ? colours.paper : colour,
    borderColor: colour,
    borderWidth: 1.5,
    radius: 5,
    hoverRadius: 6,
  };
}

function describePoint(point: IntervalPoint, x: Axis, y: Axis): string[] {
  const part = (scale: Axis, value: number, bounds: IntervalPoint['xBounds']) =>
    scale.title?.text ? [`${scale.title.text} ${score(value)} ${(bounds && interval(bounds)) ?? ''}`] : [];
  return [point.name, ...part(x, point.x, point.xBounds), ...part(y, point.y, point.yBounds)];
}

/** A quiet axis, long enough for every interval drawn along it. */
function axis(colours: ChartColours, title: string, bounds: readonly (readonly [number, number] | null)[] = []): Axis {
  const ends = bounds.flatMap((each) => each ?? []);
  return {
    ...(ends.length > 0 && { suggestedMin: Math.min(...ends), suggestedMax: Math.max(...ends) }),
    title: { display: title !== '', text: title, color: colours.soft },
    grid: { color: colours.rule },
    border: { color: colours.rule },
    ticks: { color: colours.soft },
  } as unknown as Axis;
}

/** The same colour, lighter: intervals stand behind their points. */
function fade(colour: string): string {
  return `color-mix(in srgb, ${colour} 55%, transparent)`;
}
