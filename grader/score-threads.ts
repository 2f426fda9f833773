import { Piscina } from 'piscina';
import { openBlockReader } from './columns/block-reader.ts';
import { emptyRing, fillBlocks } from './columns/blocks.ts';
import { type Draws, emptyDraws } from './draws.ts';
import { emptyIntake, finishIntake, type IntakePart, type Measurements } from './measurements.ts';
import type { TruthPack } from './pack.ts';
import { emptyReplicates, type Resampling } from './replicates.ts';
import { assembleMeasured, report, type Scored } from './score.ts';
import {
  boundParts,
  drawParts,
  type Job,
  type Part,
  type PartResult,
  readBlocks,
  resampleParts,
} from './score-part.ts';

/** Scores on several threads, the calling one among them; the numbers are those of one thread, to the bit. */
export interface ScoringThreads extends AsyncDisposable {
  /**
   * Reads the unpacked bytes of a prediction file and measures every image; null as soon as something is not in order:
   * the file needs the checker, which says what it is. What the source throws is passed on.
   */
  read(chunks: AsyncIterable<Uint8Array>, truth: TruthPack): Promise<Measurements | null>;
  score(
    truth: TruthPack,
    measurements: Measurements,
    resampling: Resampling & { onProgress?: (share: number) => void },
  ): Promise<Scored>;
}

/** Work that the other threads have begun. */
interface Sharing<Result> {
  /** Joins in until all is done. What came of each part, in the order of the parts. */
  finish(): Promise<Result[]>;
}

/** How much is taken at a time: resamples, slices. */
const step = { resamples: 40, slices: 3 };

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
    drawn = { truth, draws, drawing: begin(cut(resamples, step.resamples), draws, drawParts) };
    return drawn;
  }

  return {
    async read(chunks, truth) {
      const intake = emptyIntake(truth);
      const ring = emptyRing(threads);
      const elsewhere = Promise.all(
        Array.from({ length: others }, () => pool!.run({ truth, intake, ring }, { name: readBlocks.name })),
      );
      elsewhere.catch(() => {}); // reported below
      const here = openBlockReader(truth, intake);
      const isRead = await fillBlocks(ring, chunks, here.read);
      const parts: IntakePart[] = [here.finish(), ...(await elsewhere)];
      return isRead && Atomics.load(ring.signals, 2) === 0 ? finishIntake(intake, parts) : null;
    },
    async score(truth, measurements, { seed, resamples, onProgress }) {
      const { draws, drawing } = draw(truth, { seed, resamples });
      const measured = assembleMeasured(truth, measurements);
      const replicates = emptyReplicates(measured.pack.slices.length, resamples);
      await drawing.finish();
      onProgress?.(0.6);
      const resampled = cut(resamples, step.resamples);
      await begin(resampled, { pack: measured.pack, replicates, draws }, resampleParts).finish();
      onProgress?.(0.9);
      const bounds = await begin(cut(measured.pack.slices.length, step.slices), replicates, boundParts).finish();
      return report(measured, replicates, joinFloats(bounds));
    },
    async [Symbol.asyncDispose]() {
      await pool?.destroy();
    },
  };
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
