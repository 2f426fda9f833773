import { Piscina } from 'piscina';
import { openBlockReader } from '#grader/reading/block-reader.ts';
import { emptyRing, fillBlocks } from '#grader/reading/block-ring.ts';
import {
  emptyMeasurementBuffers,
  finishMeasurements,
  type MeasurementPart,
  type Measurements,
} from '#grader/reading/measurements.ts';
import type { PredictionReader } from '#grader/reading/read-file.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { emptyReplicates } from './replicates.ts';
import type { ResampleCounts } from './resample-counts.ts';
import { assembleMeasured, report, type Scored } from './score.ts';
import {
  type BlockMaterial,
  boundParts,
  type Job,
  type Part,
  type PartResult,
  readBlocks,
  resampleParts,
} from './thread-jobs.ts';

/** Scores on several threads, the calling one among them; the numbers are those of one thread, to the bit. */
export interface ScoringThreads extends PredictionReader, AsyncDisposable {
  score(
    truth: TruthPack,
    measurements: Measurements,
    options: { resampleCounts: ResampleCounts; onProgress?: (share: number) => void },
  ): Promise<Scored>;
}

/** Work that the other threads have begun. */
interface SharedWork<Result> {
  /** Works along until all is done. The results in the order of the parts. */
  finish(): Promise<Result[]>;
}

/** Below this size a thread costs more to start than it saves (docs/lab-notes.md). */
const worthSharing = 8 * 2 ** 20;

/** How much is taken at a time: resamples, slices. */
const step = { resamples: 40, slices: 3 };

/**
 * Starts `threads` − 1 threads, at once: they are ready while files are still being read. An error in any thread is thrown
 * by the call that it belongs to. To be disposed, or the process does not end.
 */
export function openScoringThreads(threads: number): ScoringThreads {
  const others = threads - 1;
  const filename = new URL('./thread.mjs', import.meta.url).href;
  const pool = others > 0 ? new Piscina({ filename, minThreads: others, maxThreads: others }) : null;

  /** Starts the other threads on the parts. */
  function begin<Material, Result>(
    parts: readonly Part[],
    material: Material,
    work: (job: Job<Material>) => PartResult<Result>[],
  ): SharedWork<Result> {
    const job = { parts, material, next: new Int32Array(new SharedArrayBuffer(4)) };
    const elsewhere = Array.from({ length: others }, () => pool!.run(job, { name: work.name }));
    const joined = Promise.all(elsewhere);
    joined.catch(() => {}); // reported by finish()
    return {
      async finish() {
        const results = [work(job), ...(await joined)].flat();
        return results.sort((a, b) => a.part - b.part).map(({ result }) => result);
      },
    };
  }

  return {
    async read(chunks, truth) {
      const buffers = emptyMeasurementBuffers(truth);
      const ring = emptyRing(threads);
      let elsewhere: Promise<MeasurementPart[]> = Promise.resolve([]);
      const shared = afterBytes(chunks, worthSharing, () => {
        const material: BlockMaterial = { truth, buffers, ring };
        elsewhere = Promise.all(Array.from({ length: others }, () => pool!.run(material, { name: readBlocks.name })));
        elsewhere.catch(() => {}); // reported below
      });
      const here = openBlockReader(truth, buffers);
      const isRead = await fillBlocks(ring, shared, here.read);
      const parts = [here.finish(), ...(await elsewhere)];
      return isRead && Atomics.load(ring.signals, 2) === 0 ? finishMeasurements(buffers, parts) : null;
    },
    async score(truth, measurements, { resampleCounts, onProgress }) {
      const measured = assembleMeasured(truth, measurements);
      const replicates = emptyReplicates(measured.pack.slices.length, resampleCounts.resamples);
      onProgress?.(0.6);
      const resampled = cut(resampleCounts.resamples, step.resamples);
      await begin(resampled, { pack: measured.pack, replicates, resampleCounts }, resampleParts).finish();
      onProgress?.(0.9);
      const bounds = await begin(cut(measured.pack.slices.length, step.slices), replicates, boundParts).finish();
      return report(measured, replicates, joinFloats(bounds));
    },
    async [Symbol.asyncDispose]() {
      await pool?.destroy();
    },
  };
}

/** The chunks as they are; `then` is called once more than `bytes` have passed. */
async function* afterBytes(chunks: AsyncIterable<Uint8Array>, bytes: number, then: () => void) {
  let left = bytes;
  for await (const chunk of chunks) {
    if (left > 0 && left <= chunk.length) then();
    left -= chunk.length;
    yield chunk;
  }
}

/** 0…n in parts of `size`. */
function cut(n: number, size: number): Part[] {
  return Array.from({ length: Math.ceil(n / size) }, (_, k) => ({ from: k * size, to: Math.min(n, (k + 1) * size) }));
}

function joinFloats(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
