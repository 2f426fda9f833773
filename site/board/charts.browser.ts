import { drawWhenNear } from '#site/charts/when-near.browser.ts';
import type { ChartEntry } from './chart-entries.ts';

/** Draws the charts of a board when they come near the window; Chart.js is loaded then, not with the page. */
export function startCharts(section: HTMLElement): void {
  drawWhenNear<ChartEntry[]>(section, async () => {
    const { drawBoardCharts } = await import('./draw-charts.browser.ts');
    return (entries) => drawBoardCharts(section, entries);
  });
}
