import { themeEvent } from '#site/theme.ts';
import type { ChartEntry } from './points.ts';

/** Loads the chart code when a chart comes near the window, and draws anew whenever the theme changes. */
export function startCharts(section: HTMLElement): void {
  const data = section.querySelector('script[type="application/json"]')?.textContent;
  if (!data) return;
  const watcher = new IntersectionObserver(
    (seen) => {
      if (!seen.some((each) => each.isIntersecting)) return;
      watcher.disconnect();
      void show(section, JSON.parse(data));
    },
    { rootMargin: '300px' },
  );
  watcher.observe(section);
}

async function show(section: HTMLElement, entries: ChartEntry[]): Promise<void> {
  const { drawScores, drawTradeOff } = await import('./draw.ts');
  await document.fonts.ready;
  const draw = () =>
    [
      { canvas: section.querySelector<HTMLCanvasElement>('canvas[data-chart="scores"]'), drawOn: drawScores },
      { canvas: section.querySelector<HTMLCanvasElement>('canvas[data-chart="trade-off"]'), drawOn: drawTradeOff },
    ].flatMap(({ canvas, drawOn }) => (canvas ? [drawOn(canvas, entries)] : []));
  let charts = draw();
  const redraw = () => {
    for (const chart of charts) chart.destroy();
    charts = draw();
  };
  document.addEventListener(themeEvent, redraw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
}
