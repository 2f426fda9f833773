import type { Chart } from 'chart.js';
import type { ChartEntry } from '#site/board/chart-entries.ts';
import { themeEvent } from '#site/layout/theme.ts';

/** ResampleCounts the charts of a board. */
export function startCharts(section: HTMLElement): void {
  drawWhenNear<ChartEntry[]>(section, async () => {
    const { drawScores, drawTradeOff } = await import('#site/board/charts.browser.ts');
    const drawings = { scores: drawScores, 'trade-off': drawTradeOff };
    return (entries) =>
      Object.entries(drawings).flatMap(([name, drawOn]) => {
        const canvas = section.querySelector<HTMLCanvasElement>(`canvas[data-chart="${name}"]`);
        return canvas ? [drawOn(canvas, entries)] : [];
      });
  });
}

/**
 * Loads the chart code when a section comes near the window, and draws what the JSON in it says, anew whenever the theme
 * changes.
 */
export function drawWhenNear<Data>(section: HTMLElement, load: () => Promise<(data: Data) => Chart[]>): void {
  const data = section.querySelector('script[type="application/json"]')?.textContent;
  if (!data) return;
  const watcher = new IntersectionObserver(
    (seen) => {
      if (!seen.some((each) => each.isIntersecting)) return;
      watcher.disconnect();
      void show(JSON.parse(data), load);
    },
    { rootMargin: '300px' },
  );
  watcher.observe(section);
}

async function show<Data>(data: Data, load: () => Promise<(data: Data) => Chart[]>): Promise<void> {
  const draw = await load();
  await document.fonts.ready;
  let charts = draw(data);
  const redraw = () => {
    for (const chart of charts) chart.destroy();
    charts = draw(data);
  };
  document.addEventListener(themeEvent, redraw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
}
