import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, type Plugin, Tooltip } from 'chart.js';
import { shorten } from '#site/board/chart-entries.ts';
import { type ChartColours, readColours } from '#site/charts/colours.browser.ts';
import { drawWhenNear } from '#site/charts/when-near.browser.ts';
import { interval, score } from '#site/layout/text.ts';
import type { Bar, BarChart } from './bars.ts';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip, Legend);
Chart.defaults.font.family = '"Inter Variable", sans-serif';

/** ResampleCounts the paired bars of a comparison. */
export function startBars(section: HTMLElement): void {
  const canvas = section.querySelector('canvas');
  if (canvas) drawWhenNear<BarChart>(section, async () => (data) => [drawBars(canvas, data)]);
}

/** One group of bars a slice, one bar an entry, each with its interval. */
function drawBars(canvas: HTMLCanvasElement, { metric, slices, entries }: BarChart): Chart {
  const colours = readColours();
  const narrow = (canvas.parentElement?.clientWidth ?? 0) < 560;
  const barOf = (dataset: number, index: number) => entries[dataset]?.bars[index];
  return new Chart(canvas, {
    type: 'bar',
    data: {
      labels: slices,
      datasets: entries.map(({ place, name, bars }) => ({
        label: shorten(name, narrow ? 34 : 60),
        data: bars.map(({ value }) => value),
        backgroundColor: colours.entries[place],
        maxBarThickness: 44,
        categoryPercentage: 0.75,
        barPercentage: 0.9,
      })),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      scales: {
        x: { grid: { display: false }, border: { color: colours.rule }, ticks: { color: colours.ink } },
        y: {
          title: { display: true, text: metric, color: colours.soft },
          grid: { color: colours.rule },
          border: { color: colours.rule },
          ticks: { color: colours.soft },
          ...farthest(entries.flatMap(({ bars }) => bars)),
        },
      },
      plugins: {
        legend: {
          align: 'start',
          labels: { color: colours.ink, boxWidth: 12, boxHeight: 12, padding: 14 },
          onClick: () => {},
        },
        tooltip: {
          callbacks: {
            label: ({ datasetIndex, dataIndex }) => {
              const bar = barOf(datasetIndex, dataIndex);
              const range = bar?.bounds ? ` ${interval(bar.bounds)}` : '';
              return ` ${entries[datasetIndex]?.place.toUpperCase()} ${score(bar?.value)}${range}`;
            },
          },
        },
      },
    },
    plugins: [whiskers(colours, barOf)],
  });
}

/** The axis reaches as far as the intervals do. */
function farthest(bars: readonly Bar[]) {
  const ends = bars.flatMap(({ bounds }) => bounds ?? []);
  return ends.length > 0 ? { suggestedMin: Math.min(0, ...ends), suggestedMax: Math.max(...ends) } : {};
}

/** ResampleCounts the interval of each bar over it, with a rim that sets it off from the bar. */
function whiskers(
  { ink, paper }: ChartColours,
  barOf: (dataset: number, index: number) => Bar | undefined,
): Plugin<'bar'> {
  return {
    id: 'whiskers',
    afterDatasetsDraw(chart) {
      const {
        ctx,
        data,
        scales: { y },
      } = chart;
      if (!y) return;
      ctx.save();
      for (const dataset of data.datasets.keys()) {
        for (const [index, { x }] of chart.getDatasetMeta(dataset).data.entries()) {
          const bounds = barOf(dataset, index)?.bounds;
          if (!bounds) continue;
          const [low, high] = [y.getPixelForValue(bounds[0]), y.getPixelForValue(bounds[1])];
          ctx.beginPath();
          ctx.moveTo(x, low);
          ctx.lineTo(x, high);
          for (const end of [low, high]) {
            ctx.moveTo(x - 3, end);
            ctx.lineTo(x + 3, end);
          }
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
