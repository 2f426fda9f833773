import type { RunManifest } from '#grader/baseline/run/run-manifest.ts';
import { decidingParts, differingFacts, manifestParts, partHashes } from './manifest-parts.ts';

/** The figures a reproduction is held to. */
export const heldFigures = ['accuracy', 'iou'] as const;
export type HeldFigure = (typeof heldFigures)[number];
export type Figures = Record<HeldFigure, number | null>;

/**
 * R1, asked again with the same weights. `accuracy` and `iou` are provisional half-widths: once there are
 * `referenceRuns` signed-off runs, their mean ± `standardDeviations` replaces both, at least one image wide.
 */
export const rerunTolerances = {
  ...{ accuracy: 0.003, iou: 0.005, malformedShare: 0.002, verdictAgreement: 0.99 },
  ...{ referenceRuns: 5, standardDeviations: 3 },
} as const;

/** One of the signed-off runs that others are held to, or a run that is held to them. */
export interface JudgedRun {
  manifest: RunManifest;
  figures: Figures;
}

/** Where a figure is expected, from `runs` signed-off runs; 0 of the paper's. */
export interface Band {
  expected: number;
  low: number;
  high: number;
  runs: number;
}

/** @returns null when no reference run has the figure */
export function bandOf(figure: HeldFigure, references: readonly JudgedRun[]): Band | null {
  const values = references.map(({ figures }) => figures[figure]).filter((value) => value !== null);
  const [first] = values;
  if (first === undefined) return null;
  if (values.length < rerunTolerances.referenceRuns)
    return {
      expected: first,
      low: first - rerunTolerances[figure],
      high: first + rerunTolerances[figure],
      runs: values.length,
    };
  const { mean, deviation } = spreadOf(values);
  // answers without any spread still leave room for one image
  const oneImage = 1 / Math.max(1, references[0]?.manifest.data.images ?? 1);
  const half = Math.max(rerunTolerances.standardDeviations * deviation, oneImage);
  return { expected: mean, low: mean - half, high: mean + half, runs: values.length };
}

/** Mean and sample standard deviation (n − 1); 0 for one value. */
export function spreadOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

/** Sums of floating-point numbers end a few bits apart. */
const rounding = 1e-12;

export function isWithin(value: number, { low, high }: Pick<Band, 'low' | 'high'>): boolean {
  return value >= low - rounding && value <= high + rounding;
}

/** What a manifest lacks to be signed off, or called a reproduction; empty when nothing. */
export function gapsOf(manifest: RunManifest): string[] {
  const { code, counts, data, environments } = manifest;
  const hashes = partHashes(manifest);
  const gaps = manifestParts.filter((part) => hashes[part] === null).map((part) => `No hash of the ${part}.`);
  if (code.dirty !== false) gaps.push('The working tree had changes that are in no commit.');
  if (environments > 1)
    gaps.push(`It was resumed: its answers come from ${environments} environments. Start it anew in one.`);
  if (counts.images !== data.images) gaps.push(`${counts.images} answers for ${data.images} images.`);
  return gaps;
}

/** The facts that decide the answers and differ between two runs. */
export function differingDecisions(a: RunManifest, b: RunManifest): ReturnType<typeof differingFacts> {
  return differingFacts(a, b).filter(({ part }) => decidingParts.some((each) => each === part));
}

/**
 * Why a run does not reproduce the reference (R1); empty when it does.
 * @param references signed-off runs of the same model and images, the oldest first; not empty
 * @param agreement share of images with the same verdict as the oldest reference; null when it is not known
 */
export function reasonsAgainst(run: JudgedRun, references: readonly JudgedRun[], agreement: number | null): string[] {
  const [first] = references;
  if (!first) throw new RangeError('Without a reference nothing can be called a reproduction.');
  const reasons = gapsOf(run.manifest);
  for (const { part, name } of differingDecisions(run.manifest, first.manifest))
    reasons.push(`Another ${part}: ${name} differs.`);
  for (const figure of heldFigures) {
    const [value, band] = [run.figures[figure], bandOf(figure, references)];
    if (value === null || !band) reasons.push(`No ${titles[figure]} yet.`);
    else if (!isWithin(value, band))
      reasons.push(
        `${titles[figure]} ${value.toFixed(4)}, expected ${band.low.toFixed(4)} to ${band.high.toFixed(4)}.`,
      );
  }
  const share = ({ counts }: RunManifest) => counts.malformed / Math.max(1, counts.images);
  if (share(run.manifest) > share(first.manifest) + rerunTolerances.malformedShare + rounding)
    reasons.push('More malformed answers than the reference had.');
  if (agreement === null) reasons.push('Its answers cannot be compared with the reference’s.');
  else if (agreement < rerunTolerances.verdictAgreement)
    reasons.push(`The same verdict on ${(100 * agreement).toFixed(1)}% of the images; 99% are asked for.`);
  return reasons;
}

const titles: Record<HeldFigure, string> = { accuracy: 'Accuracy', iou: 'IoU' };
