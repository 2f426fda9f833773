import { drawWhenNear } from '#site/charts/when-near.browser.ts';
import type { BarChart } from './bars.ts';

/** Draws the paired bars of a comparison when they come near the window; Chart.js is loaded then, not with the page. */
export function startBars(section: HTMLElement): void {
  const canvas = section.querySelector('canvas');
  if (!canvas) return;
  drawWhenNear<BarChart>(section, async () => {
    const { drawBars } = await import('./draw-bars.browser.ts');
    return (chart) => [drawBars(canvas, chart)];
  });
}
