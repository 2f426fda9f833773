import type { APIRoute } from 'astro';
import { z } from 'zod';
import { createRun } from '#db/baselines.ts';
import { currentDataset } from '#db/datasets.ts';
import { miniSettings } from '#grader/baseline/reference.ts';
import { runSettings } from '#grader/baseline/run-manifest.ts';
import { refuse } from '#site/api/answers.ts';
import { maintainerOf } from '#site/baseline.ts';
import { siteServices } from '#site/services.ts';

const wholeNumbers = ['minPixels', 'maxPixels', 'maxTokens', 'seed', 'concurrency'];

/** A maintainer starts a run: the row first, then the bell. What is not given is the mini model's. */
export const POST: APIRoute = async ({ request, locals, redirect }) => {
  if (!maintainerOf(locals)) return refuse(403, 'Only maintainers start baseline runs. Sign in with their token.');
  const given = [...new URLSearchParams(await request.text())].map(([name, value]) => [
    name,
    wholeNumbers.includes(name) ? Number(value) : value,
  ]);
  const settings = runSettings.safeParse({ ...miniSettings, ...Object.fromEntries(given) });
  if (!settings.success) return refuse(400, `These settings make no run:\n${z.prettifyError(settings.error)}`);
  const { db, baselineBell, log } = await siteServices();
  const dataset = await currentDataset(db, settings.data.split);
  if (!dataset) return refuse(404, `There is no data set with a ${settings.data.split} split.`);
  const run = await createRun(db, { datasetId: dataset.id, settings: settings.data });
  await baselineBell
    .ring(run.id, run.fence)
    .catch((error: unknown) => log.warn({ error }, 'the bell is down; the sweep will find it'));
  return redirect('/baseline', 303);
};
