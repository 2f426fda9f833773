import { Piscina } from 'piscina';
import type { Detections } from './detections.ts';
import { statisticCount } from './metrics/columns.ts';
import type { PredictionPack, TruthPack } from './pack.ts';
import { emptyReplicates, type Replicates, type Resampling, type ResamplingPack } from './replicates.ts';
import { assembleMeasured, report, type Scored } from './score.ts';
import { boundPart, measurePart, resamplePart } from './score-part.ts';

/** A part of a whole: images, resamples or slices. */
export interface Part {
  from: number;
  to: number;
}

export interface MeasureTask extends Part {
  truth: TruthPack;
  predictions: PredictionPack;
  /** rows of all images, in shared memory */
  rows: Float64Array;
}

export interface ResampleTask extends Part {
  pack: ResamplingPack;
  replicates: Replicates;
  seed: number;
}

export interface BoundTask extends Part {
  replicates: Replicates;
}

/** Scores on several threads, the calling one among them; the numbers are those of one thread, to the bit. */
export interface ScoringThreads extends AsyncDisposable {
  score(
    truth: TruthPack,
    predictions: PredictionPack,
    resampling: Resampling & { onProgress?: (share: number) => void },
  ): Promise<Scored>;
}

/** Fewer images are measured here: a cold thread would take longer to begin than to finish. */
const leastShared = 50_000;

/** Starts `threads` − 1 threads, at once: they are ready while files are still being read. */
export function openScoringThreads(threads: number): ScoringThreads {
  const others = threads - 1;
  const filename = new URL('./score-part.ts', import.meta.url).href;
  const pool = others > 0 ? new Piscina({ filename, minThreads: others, maxThreads: others }) : null;

  /** Cuts 0…n into one part a thread; the first is done here. */
  async function divide<Task extends Part, Result>(
    n: number,
    task: Omit<Task, keyof Part>,
    { name, work, step }: { name: string; work: (task: Task) => Result; step: number },
  ): Promise<Result[]> {
    const size = Math.max(step, Math.ceil(n / threads / step) * step);
    const starts = Array.from({ length: threads }, (_, k) => k * size).filter((from) => from < n);
    const tasks = starts.map((from) => ({ ...task, from, to: Math.min(n, from + size) }) as Task);
    const elsewhere = tasks.slice(1).map((each) => pool!.run(each, { name }) as Promise<Result>);
    const [first] = tasks;
    return [...(first ? [work(first)] : []), ...(await Promise.all(elsewhere))];
  }

  return {
    async score(truth, predictions, { seed, resamples, onProgress }) {
      const rows = new Float64Array(new SharedArrayBuffer(8 * truth.n * statisticCount));
      const detections = await divide<MeasureTask, Detections | null>(
        truth.n,
        { truth, predictions, rows },
        { name: 'measurePart', work: measurePart, step: leastShared },
      );
      onProgress?.(0.3);
      const measured = assembleMeasured({ truth, predictions }, rows, joinDetections(detections));
      const replicates = emptyReplicates(measured.pack.slices.length, resamples);
      await divide<ResampleTask, void>(
        resamples,
        { pack: measured.pack, replicates, seed },
        { name: 'resamplePart', work: resamplePart, step: 4 },
      );
      onProgress?.(0.9);
      const bounds = await divide<BoundTask, Float64Array>(
        measured.pack.slices.length,
        { replicates },
        { name: 'boundPart', work: boundPart, step: 1 },
      );
      return report(measured, replicates, joinFloats(bounds));
    },
    async [Symbol.asyncDispose]() {
      await pool?.destroy();
    },
  };
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

function joinDetections(parts: readonly (Detections | null)[]): Detections | null {
  const found = parts.filter((part) => part !== null);
  if (found.length === 0) return null;
  const total = found.reduce((sum, part) => sum + part.image.length, 0);
  const joined = { image: new Int32Array(total), score: new Float64Array(total), mask: new Uint16Array(total) };
  let at = 0;
  for (const part of found) {
    joined.image.set(part.image, at);
    joined.score.set(part.score, at);
    joined.mask.set(part.mask, at);
    at += part.image.length;
  }
  return joined;
}
