import type { Chart } from 'chart.js';
import { themeEvent } from '#site/layout/theme.ts';

/**
 * Loads the code of a section's charts when the section comes within 300 px of the window, and draws the JSON of its
 * script element with it, again after every change of the theme. `Data` is what the page embeds there by `embedJson`:
 * page and script are of one build, so it is not checked, which would add a quarter to the code of the charts.
 */
export function drawWhenNear<Data>(section: HTMLElement, load: () => Promise<(data: Data) => Chart[]>): void {
  const json = section.querySelector('script[type="application/json"]')?.textContent;
  if (!json) return;
  const watcher = new IntersectionObserver(
    (seen) => {
      if (!seen.some((each) => each.isIntersecting)) return;
      watcher.disconnect();
      void show(JSON.parse(json), load);
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
