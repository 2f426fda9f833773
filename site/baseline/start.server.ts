import { createRun, createRunOnce } from '#db/baselines.ts';
import { currentDataset } from '#db/datasets.ts';
import type { BaselineRunRow } from '#db/schema.ts';
import { miniSettings } from '#grader/baseline/reproduce/mini-model.ts';
import { chooseSettings, type Problems, type SettingName } from '#grader/baseline/reproduce/run-choice.ts';
import { siteServices } from '#site/server/services.ts';

/** A start as its form shows it. */
export interface Start {
  /** what was typed */
  values: Record<SettingName, string>;
  problems: Problems;
  /** the run that is like it and has not ended: no second one was queued */
  same: BaselineRunRow | null;
  /** the id of the run that was queued */
  started: string | null;
  status: 200 | 400 | 404 | 409;
}

const proposed = { split: 'dev', ...miniSettings };

/** The form before anything is typed: the mini model. */
export const blankStart: Start = {
  values: Object.fromEntries(Object.entries(proposed).map(([name, value]) => [name, String(value)])) as Start['values'],
  ...{ problems: {}, same: null, started: null, status: 200 },
};

/**
 * Starts a run for a maintainer: the row first, then the job. A setting that the form lacks is the mini model's. While
 * one like it is queued or running no second one is queued, unless the form has `again`.
 */
export async function startRun(form: URLSearchParams): Promise<Start> {
  const names = Object.keys(blankStart.values) as SettingName[];
  const values = { ...blankStart.values };
  for (const name of names) values[name] = form.get(name) ?? values[name];
  const start = { ...blankStart, values };
  const choice = chooseSettings(Object.fromEntries(names.map((name) => [name, settingOf(name, values[name])])));
  if ('problems' in choice) return { ...start, problems: choice.problems, status: 400 };
  const { settings } = choice;
  const { db, baselineQueue, log } = await siteServices();
  const dataset = await currentDataset(db, settings.split);
  if (!dataset) return { ...start, problems: { split: 'There is no data set with this split yet.' }, status: 404 };
  const wanted = { datasetId: dataset.id, settings };
  const { run, isNew } = form.has('again')
    ? { run: await createRun(db, wanted), isNew: true }
    : await createRunOnce(db, wanted);
  if (!isNew) return { ...start, same: run, status: 409 };
  await baselineQueue
    .enqueue(run.id, run.fence)
    .catch((error: unknown) => log.warn({ error }, 'the queue is away; the sweep will find it'));
  return { ...start, started: run.id };
}

/** A typed value by the type of the setting. An empty field of a number is NaN, not 0. */
function settingOf(name: SettingName, text: string): string | number {
  if (typeof proposed[name] !== 'number') return text;
  return text.trim() === '' ? Number.NaN : Number(text);
}
