import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { predictAsTeam } from '#grader/dataset/simulate/team.ts';
import { teams } from '#grader/dataset/simulate/teams.ts';
import { drawIndex, streamKey } from '#grader/metrics/random.ts';
import type { Truth } from '#submissions/format.ts';
import { families, tags } from '#submissions/terms.ts';

/** Words of the kind that annotators write: what is wrong, on what. */
const things = ['mirror', 'left wheel', 'tire', 'text on the sign', 'knob', 'screen', 'sixth finger', 'hand', 'sock'];
const faults = [
  'not connected to the vehicle',
  'too thin',
  'blurry and not identifiable',
  'twisted and deformed',
  'has lines that break off and do not meet',
  'merges with the floor behind it',
  'of different size than the other one',
];
const texts = things.flatMap((thing) => faults.map((fault) => `${thing} ${fault}`));
const generators = 28;

/** Annotation number `index` of an endless data set as large as wished: half real, 5.4 regions on a fake. */
export function benchTruth(index: number): Truth {
  const key = streamKey(20251123, index, 0);
  let draws = 0;
  const draw = (n: number) => drawIndex(key, draws++, n);
  const image = { image_id: `${draw(2 ** 30).toString(36)}-${index}`, width: 512, height: 384 };
  const source = draw(2) ? 'imagenet' : 'coco';
  if (index % 2 === 0) return { ...image, label: 'real', source };
  const generator = draw(generators);
  const family = families[generator % families.length]!;
  const regions = Array.from({ length: 1 + draw(5) + draw(6) }, () => {
    const [x, y] = [draw(420), draw(300)];
    const box: [number, number, number, number] = [x, y, x + 20 + draw(72), y + 20 + draw(64)];
    return { box, text: texts[draw(texts.length)]! };
  });
  const chosen = tags.filter(() => draw(3) === 0);
  return { ...image, label: 'fake', source, family, generator: `model-${generator}`, regions, tags: chosen };
}

/** A fairly skilled team's answer. */
export function benchPrediction(truth: Truth) {
  return predictAsTeam(teams[0]!, truth, { texts, seed: 1 });
}

/** Writes `images` annotations and predictions as files. */
export async function writeBenchFiles(images: number, files: { truth: string; predictions: string }): Promise<void> {
  const [truthFile, predictionFile] = [createWriteStream(files.truth), createWriteStream(files.predictions)];
  for (let start = 0; start < images; start += 1000) {
    const truths = Array.from({ length: Math.min(1000, images - start) }, (_, i) => benchTruth(start + i));
    const toLines = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
    if (!truthFile.write(toLines(truths))) await drained(truthFile);
    if (!predictionFile.write(toLines(truths.map(benchPrediction)))) await drained(predictionFile);
  }
  truthFile.end();
  predictionFile.end();
  await Promise.all([finished(truthFile), finished(predictionFile)]);
}

function drained(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => stream.once('drain', () => resolve()));
}
