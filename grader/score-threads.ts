import { Piscina } from 'piscina';
import { type Detections, emptyDetections } from './detections.ts';
import { type Draws, emptyDraws } from './draws.ts';
import type { KeptStatistics } from './kept-statistics.ts';
import type { PredictionPack, TruthPack } from './pack.ts';
import { emptyReplicates, type Resampling } from './replicates.ts';
import { assembleMeasured, emptyFakeStatistics, report, type Scored, statisticsOf } from './score.ts';
import {
  boundParts,
  drawParts,
  type Job,
  measureParts,
  type Part,
  type PartResult,
  resampleParts,
} from './score-part.ts';

/** Scores on several threads, the calling one among them; the numbers are those of one thread, to the bit. */
export interface ScoringThreads extends AsyncDisposable {
  score(
    truth: TruthPack,
    predictions: PredictionPack,
    resampling: Resampling & {
      onProgress?: (share: number) => void;
      /** gets what is measured of every image, before it is resampled */
      onMeasured?: (kept: KeptStatistics) => void;
    },
  ): Promise<Scored>;
}

/** Work that the other threads have begun. */
interface Sharing<Result> {
  /** Joins in until all is done. What came of each part, in the order of the parts. */
  finish(): Promise<Result[]>;
}

/** How much is taken at a time: images, resamples, slices. */
const step = { images: 25_000, resamples: 40, slices: 3 };

/** Starts `threads` − 1 threads, at once: they are ready while files are still being read. */
export function openScoringThreads(threads: number): ScoringThreads {
  const others = threads - 1;
  const filename = new URL('./score-thread.ts', import.meta.url).href;
  const pool = others > 0 ? new Piscina({ filename, minThreads: others, maxThreads: others }) : null;

  /** the draws of the last truth: they serve the next submission too */
  let drawn: { truth: TruthPack; draws: Draws; drawing: Sharing<void> } | null = null;

  /** Hands parts to the other threads. */
  function begin<Material, Result>(
    parts: readonly Part[],
    material: Material,
    work: (job: Job<Material>) => PartResult<Result>[],
  ): Sharing<Result> {
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

  function draw(truth: TruthPack, { seed, resamples }: Resampling) {
    if (drawn?.truth === truth && drawn.draws.seed === seed && drawn.draws.resamples === resamples) return drawn;
    const draws = emptyDraws(truth, { seed, resamples });
    drawn = { truth, draws, drawing: begin(cut('draw', resamples, step.resamples), draws, drawParts) };
    return drawn;
  }

  return {
    async score(truth, predictions, { seed, resamples, onProgress, onMeasured }) {
      const fakes = emptyFakeStatistics(truth);
      const images = [...cut('measure', truth.n, step.images), ...cut('match', truth.n, step.images)];
      const measuring = begin(images, { truth, predictions, fakes }, measureParts);
      const { draws, drawing } = draw(truth, { seed, resamples });
      const detections = joinDetections(await measuring.finish());
      const statistics = statisticsOf(predictions, fakes);
      onProgress?.(0.3);
      onMeasured?.({ statistics, detections });
      const measured = assembleMeasured(truth, statistics, detections);
      const replicates = emptyReplicates(measured.pack.slices.length, resamples);
      await drawing.finish();
      const resampled = cut('resample', resamples, step.resamples);
      await begin(resampled, { pack: measured.pack, replicates, draws }, resampleParts).finish();
      onProgress?.(0.9);
      const { length } = measured.pack.slices;
      const bounds = await begin(cut('bound', length, step.slices), replicates, boundParts).finish();
      return report(measured, replicates, joinFloats(bounds));
    },
    async [Symbol.asyncDispose]() {
      await pool?.destroy();
    },
  };
}

/** 0…n in parts of `size`. */
function cut(of: Part['of'], n: number, size: number): Part[] {
  return Array.from({ length: Math.ceil(n / size) }, (_, k) => ({
    of,
    from: k * size,
    to: Math.min(n, (k + 1) * size),
  }));
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
  if (found.length <= 1) return found[0] ?? null;
  const joined = emptyDetections(found.reduce((sum, part) => sum + part.image.length, 0));
  let at = 0;
  for (const part of found) {
    joined.image.set(part.image, at);
    joined.score.set(part.score, at);
    joined.mask.set(part.mask, at);
    at += part.image.length;
  }
  return joined;
}
