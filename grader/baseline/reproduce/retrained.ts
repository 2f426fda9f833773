import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '#grader/baseline/run/canonical.ts';
import { ifThere } from '#grader/baseline/run/missing-file.ts';
import { type Band, type Figures, type HeldFigure, heldFigures, isWithin, spreadOf } from './reproduction.ts';

/** R2, trained again from the base model: how many seeds, and within how many standard deviations of the reference. */
export const retrainingCriteria = { seeds: 3, standardDeviations: 2 } as const;

/** Without reference runs: what the paper reports, wider where it gives no spread (a choice of this project). */
export const paperBands: Record<HeldFigure, Band> = {
  accuracy: { expected: 0.982, low: 0.972, high: 1, runs: 0 },
  iou: { expected: 0.36, low: 0.33, high: 0.39, runs: 0 },
};

const figure = z.number().nullable();
const evaluation = z.object({ greedy: z.object({ images: z.number().int(), accuracy: figure, iou: figure }) });
const training = z.object({
  stage: z.string(),
  arm: z.string().optional(),
  recipe: z.looseObject({
    name: z.string(),
    seed: z.number().int(),
    model: z.looseObject({ base: z.unknown().optional() }).optional(),
  }),
  /** false: it ended before its last step */
  finished: z.boolean().optional(),
  fold: z.number().int().nullish(),
  prompt: z.object({ sha256: z.string() }),
  git: z.object({ commit: z.string(), dirty: z.boolean() }).nullable(),
  weights: z.record(z.string(), z.string()),
  evaluation: evaluation.optional(),
});

/** One training run: the folder's training.json, with its evaluation inside or beside it. */
export interface TrainingRun {
  folder: string;
  of: z.infer<typeof training>;
  images: number;
  figures: Figures;
}

/** @throws when the folder holds no training run, or one that was not evaluated */
export async function readTrainingRun(folder: string): Promise<TrainingRun> {
  const record = await readJson(path.join(folder, 'training.json'));
  if (record === null) throw new Error(`${folder} has no training.json: give folders that sft.py or pgrpo.py wrote.`);
  const parsed = training.safeParse(record);
  if (!parsed.success)
    throw new Error(`${folder}/training.json is not a training run:\n${z.prettifyError(parsed.error)}`);
  const measured =
    parsed.data.evaluation ?? evaluation.safeParse(await readJson(path.join(folder, 'evaluation.json'))).data;
  if (!measured) throw new Error(`${folder} was not evaluated: it has no evaluation.json with greedy answers.`);
  const { images, accuracy, iou } = measured.greedy;
  return { folder, of: parsed.data, images, figures: { accuracy, iou } };
}

/** Null where there is no such file. @throws naming a file that cannot be read or is not JSON */
async function readJson(file: string): Promise<unknown> {
  try {
    const text = await ifThere(readFile(file, 'utf8'));
    return text === null ? null : JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} cannot be read.`, { cause });
  }
}

export interface Retrained {
  figures: { figure: HeldFigure; mean: number | null; deviation: number | null; band: Band | null }[];
  /** why it is not a reproduction; empty when it is one */
  reasons: string[];
}

/**
 * Are these training runs a reproduction (R2)? @param reference the runs they are held to, or null for the paper's bands
 * @throws RangeError with fewer than three seeds on a side: no spread, no verdict
 */
export function judgeRetrained(runs: readonly TrainingRun[], reference: readonly TrainingRun[] | null): Retrained {
  requireSeeds(runs, 'The runs');
  if (reference) requireSeeds(reference, 'The reference');
  const reasons = [...runs, ...(reference ?? [])].flatMap(gapsOf);
  if (new Set(runs.map(({ of }) => canonicalJson(of.weights))).size < runs.length)
    reasons.push('Two folders hold the same weights: they are one training run.');
  const [first] = reference ?? runs;
  for (const run of [...runs, ...(reference ?? [])])
    if (first && canonicalJson(sameForAll(run)) !== canonicalJson(sameForAll(first)))
      reasons.push(`${run.folder} has another ${differing(run, first).join(', ')} than ${first.folder}.`);
  const figures = heldFigures.map((name) => {
    const { mean, deviation } = spread(runs, name);
    const band = reference ? bandFrom(spread(reference, name), reference.length) : paperBands[name];
    if (mean === null || !band) reasons.push(`A run has no ${name}.`);
    else if (!isWithin(mean, band))
      reasons.push(`Mean ${name} ${mean.toFixed(4)}, expected ${band.low.toFixed(4)} to ${band.high.toFixed(4)}.`);
    return { figure: name, mean, deviation, band };
  });
  return { figures, reasons };
}

function requireSeeds(runs: readonly TrainingRun[], whose: string): void {
  const seeds = new Set(runs.map(({ of }) => of.recipe.seed));
  if (seeds.size < retrainingCriteria.seeds || seeds.size < runs.length)
    throw new RangeError(
      `${whose}: ${runs.length} folders with ${seeds.size} different seeds. R2 needs at least ${retrainingCriteria.seeds}, each once: train more.`,
    );
}

function gapsOf({ folder, of: { git, weights, finished } }: TrainingRun): string[] {
  const gaps = Object.keys(weights).length === 0 ? [`${folder}: no hash of the weights.`] : [];
  if (finished !== true) gaps.push(`${folder}: the training did not come to its end. Go on with --resume.`);
  if (!git) gaps.push(`${folder}: the commit is not known.`);
  else if (git.dirty) gaps.push(`${folder}: the working tree had changes that are in no commit.`);
  return gaps;
}

/** What must not differ between seeds. */
function sameForAll({ of, images }: TrainingRun) {
  const { seed: _, model, ...recipe } = of.recipe;
  // the base of stage 2 is each seed's own stage 1, and a folder of weights may be anywhere
  const { base: __, ...kept } = model ?? {};
  return {
    ...{ recipe: { ...recipe, model: kept }, stage: of.stage, arm: of.arm ?? null, fold: of.fold ?? null },
    ...{ prompt: of.prompt.sha256, images },
  };
}

function differing(a: TrainingRun, b: TrainingRun): string[] {
  const [ours, theirs] = [sameForAll(a), sameForAll(b)];
  const names = Object.keys(ours) as (keyof typeof ours)[];
  return names.filter((name) => canonicalJson(ours[name]) !== canonicalJson(theirs[name]));
}

function spread(runs: readonly TrainingRun[], name: HeldFigure): { mean: number | null; deviation: number | null } {
  const values = runs.map(({ figures }) => figures[name]).filter((value) => value !== null);
  return values.length === runs.length ? spreadOf(values) : { mean: null, deviation: null };
}

function bandFrom({ mean, deviation }: ReturnType<typeof spread>, runs: number): Band | null {
  if (mean === null || deviation === null) return null;
  const half = retrainingCriteria.standardDeviations * deviation;
  return { expected: mean, low: mean - half, high: mean + half, runs };
}
