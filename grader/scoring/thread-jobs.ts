import { openBlockReader } from '#grader/reading/block-reader.ts';
import { type BlockRing, takeAllBlocks } from '#grader/reading/block-ring.ts';
import type { MeasurementBuffers, MeasurementPart } from '#grader/reading/measurements.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { boundSlices } from './intervals.ts';
import { openResampler, type Replicates, type ResamplingPack } from './replicates.ts';
import type { ResampleCounts } from './resample-counts.ts';

/** A part of a job: resamples or slices `from…to`. */
export interface Part {
  from: number;
  to: number;
}

/**
 * Work in parts: a free thread takes the next one, so that a thread that begins late or runs slowly delays no other. The
 * results do not depend on which thread did which part.
 */
export interface Job<Material> {
  parts: readonly Part[];
  /** [number of the next part], in shared memory */
  next: Int32Array;
  material: Material;
}

/** A file that comes in blocks, to be read and measured by all threads. */
export interface BlockMaterial {
  truth: TruthPack;
  buffers: MeasurementBuffers;
  ring: BlockRing;
}

export interface ResampleMaterial {
  pack: ResamplingPack;
  replicates: Replicates;
  resampleCounts: ResampleCounts;
}

/** The result of a part that does not lie in shared memory already. */
export interface PartResult<Result> {
  part: number;
  result: Result;
}

/**
 * Reads and measures blocks of the ring until no more come.
 *
 * @example
 * // truth: tests/example-images.ts; a ring with one filled block, and no more to come
 * const ring = emptyRing(1);
 * const line = new TextEncoder().encode('{"image_id": "r1", "label": "real"}\n');
 * ring.blocks[0].set(line);
 * [ring.lengths[0], ring.begins[0], ring.states[0], ring.signals[1]] = [line.length, 1, 2, 1];
 * readBlocks({ truth, buffers: emptyMeasurementBuffers(truth), ring }).images // → 1
 */
export function readBlocks({ truth, buffers, ring }: BlockMaterial): MeasurementPart {
  const reader = openBlockReader(truth, buffers);
  takeAllBlocks(ring, reader.read);
  return reader.finish();
}

/**
 * Fills in the replicates of the parts that no other thread has taken.
 *
 * @example
 * // truth, measurements: tests/example-images.ts
 * const { pack } = assembleMeasured(truth, measurements);
 * const replicates = emptyReplicates(pack.slices.length, 8);
 * const material = { pack, replicates, resampleCounts: drawResampleCounts(truth, { seed: 1, resamples: 8 }) };
 * const next = new Int32Array(new SharedArrayBuffer(4));
 * resampleParts({ parts: [{ from: 0, to: 4 }, { from: 4, to: 8 }], next, material }).map(({ part }) => part) // → [0, 1]
 */
export function resampleParts(job: Job<ResampleMaterial>): PartResult<void>[] {
  const { pack, replicates, resampleCounts } = job.material;
  const resample = openResampler(pack, replicates, resampleCounts);
  return takeParts(job, ({ from, to }) => resample(from, to));
}

/**
 * The intervals of the slices that no other thread has taken, as of boundSlices.
 *
 * @example
 * const next = new Int32Array(new SharedArrayBuffer(4));
 * const [{ part, result }] = boundParts({ parts: [{ from: 0, to: 1 }], next, material: emptyReplicates(1, 0) });
 * [part, result.every(Number.isNaN)] // → [0, true]
 */
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
