import { expect, it } from 'vitest';
import { startChild } from '#grader/start/children.ts';
import { siteDevProgram } from '#grader/start/site-dev.ts';
import { openWorld } from '../world/services.ts';

it('serves the site from its sources, as `npm run dev` does, without the sealed answers, and ends when asked', async () => {
  await using world = await openWorld();
  const program = siteDevProgram(process.cwd(), world.env);
  expect(program.env['FX_TRUTH_DIR']).toBeUndefined();
  // under VITEST Astro's development server answers nothing
  const site = startChild({ ...program, env: { ...program.env, VITEST: undefined } });
  try {
    const address = `http://127.0.0.1:${world.env.port}`;
    for (let attempt = 0; !(await fetch(`${address}/api/v1/health`).catch(() => null))?.ok; attempt++) {
      if (attempt > 300) throw new Error('The development server did not come up.');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const page = await fetch(`${address}/docs/metrics`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('/@vite/client'); // what reloads the page when a source changes
  } finally {
    await site[Symbol.asyncDispose]();
  }
  expect(await site.ended).toMatch(/The site ended \((SIGTERM|exit code 0|exit code 143)\)/);
});
