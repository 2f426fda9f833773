import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, Tooltip } from 'chart.js';
import { axisEnds, type Bounds } from '#site/charts/bounds.ts';
import { readColours } from '#site/charts/colours.browser.ts';
import { shorten } from '#site/charts/labels.ts';
import { whiskerPlugin } from '#site/charts/whiskers.browser.ts';
import { interval, score } from '#site/layout/text.ts';
import type { BarChart } from './bars.ts';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip, Legend);
Chart.defaults.font.family = '"Inter Variable", sans-serif';

/** One group of bars a slice, one bar an entry, each with its interval. */
export function drawBars(canvas: HTMLCanvasElement, { metric, slices, entries }: BarChart): Chart {
  const colours = readColours();
  const isNarrow = (canvas.parentElement?.clientWidth ?? 0) < 560;
  const barOf = (dataset: number, index: number) => entries[dataset]?.bars[index];
  return new Chart(canvas, {
    type: 'bar',
    data: {
      labels: slices,
      datasets: entries.map(({ letter, name, bars }) => ({
        label: shorten(name, isNarrow ? 34 : 60),
        data: bars.map(({ value }) => value),
        backgroundColor: colours.entries[letter],
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
          ...endsFromZero(entries.flatMap(({ bars }) => bars.map(({ bounds }) => bounds))),
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
              return ` ${entries[datasetIndex]?.letter.toUpperCase()} ${score(bar?.value)}${range}`;
            },
          },
        },
      },
    },
    plugins: [whiskerPlugin(colours, (dataset, index) => barOf(dataset, index)?.bounds ?? null)],
  });
}

/** The ends of an axis that spans 0 and every interval. */
function endsFromZero(bounds: readonly Bounds[]) {
  const { suggestedMin, suggestedMax } = axisEnds(bounds);
  return suggestedMin === undefined ? {} : { suggestedMin: Math.min(0, suggestedMin), suggestedMax };
}
