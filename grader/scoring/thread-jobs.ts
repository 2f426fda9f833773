import { openBlockReader } from '#grader/reading/block-reader.ts';
import { type BlockRing, takeAllBlocks } from '#grader/reading/block-ring.ts';
import type { MeasurementBuffers, MeasurementPart } from '#grader/reading/measurements.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { openResampler, type Replicates, type ResamplingPack } from './replicates.ts';
import type { ResampleCounts } from './resample-counts.ts';
import { boundSlices } from './score.ts';

/** A part of a job: resamples or slices. */
export interface Part {
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

/** A file that comes in blocks, to be read and measured by all threads. */
export interface Reading {
  truth: TruthPack;
  buffers: MeasurementBuffers;
  ring: BlockRing;
}

export interface ResampleMaterial {
  pack: ResamplingPack;
  replicates: Replicates;
  resampleCounts: ResampleCounts;
}

/** What came of a part that does not lie in shared memory already. */
export interface PartResult<Result> {
  part: number;
  result: Result;
}

export function readBlocks({ truth, buffers, ring }: Reading): MeasurementPart {
  const reader = openBlockReader(truth, buffers);
  takeAllBlocks(ring, reader.read);
  return reader.finish();
}

export function resampleParts(job: Job<ResampleMaterial>): PartResult<void>[] {
  const { pack, replicates, resampleCounts } = job.material;
  const resample = openResampler(pack, replicates, resampleCounts);
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
