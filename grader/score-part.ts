import { type Detections, matchDetections } from './detections.ts';
import { type Draws, fillDraws } from './draws.ts';
import type { FakeStatistics } from './metrics/columns.ts';
import { openFakeMeter } from './metrics/statistics.ts';
import type { PredictionPack, TruthPack } from './pack.ts';
import { openResampler, type Replicates, type ResamplingPack } from './replicates.ts';
import { boundSlices } from './score.ts';

/** A part of a job: images, resamples or slices. */
export interface Part {
  of: 'draw' | 'measure' | 'match' | 'resample' | 'bound';
  from: number;
  to: number;
}

/**
 * Work in parts: whoever is free takes the next one, so that a thread that begins late or runs slowly holds nobody up.
 * What comes out does not depend on who did which part.
 */
export interface Job<Material> {
  parts: readonly Part[];
  /** [number of the next part], in shared memory */
  next: Int32Array;
  material: Material;
}

export interface MeasureMaterial {
  truth: TruthPack;
  predictions: PredictionPack;
  fakes: FakeStatistics;
}

export interface ResampleMaterial {
  pack: ResamplingPack;
  replicates: Replicates;
  draws: Draws;
}

/** What came of a part that does not lie in shared memory already. */
export interface PartResult<Result> {
  part: number;
  result: Result;
}

export function drawParts(job: Job<Draws>): PartResult<void>[] {
  return takeParts(job, (part) => fillDraws(job.material, part));
}

/** Images are measured, and their detections matched for COCO AP, which comes back. */
export function measureParts(job: Job<MeasureMaterial>): PartResult<Detections | null>[] {
  const { truth, predictions, fakes } = job.material;
  const measure = openFakeMeter(job.material, fakes);
  return takeParts(job, ({ of, from, to }) => {
    if (of === 'match') return matchDetections(truth, predictions, { from, to });
    measure(from, to);
    return null;
  });
}

export function resampleParts(job: Job<ResampleMaterial>): PartResult<void>[] {
  const { pack, replicates, draws } = job.material;
  const resample = openResampler(pack, replicates, draws);
  return takeParts(job, ({ from, to }) => resample(from, to));
}

/** The intervals of some slices come back. */
export function boundParts(job: Job<Replicates>): PartResult<Float64Array>[] {
  return takeParts(job, (part) => boundSlices(job.material, part));
}

function takeParts<Material, Result>(
  { parts, next }: Job<Material>,
  work: (part: Part) => Result,
): PartResult<Result>[] {
  const results: PartResult<Result>[] = [];
  for (;;) {
    const number = Atomics.add(next, 0, 1);
    const part = parts[number];
    if (!part) return results;
    results.push({ part: number, result: work(part) });
  }
}
