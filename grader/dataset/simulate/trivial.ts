import { type Random, seededRandom } from '#grader/dataset/seeded-random.ts';
import type { Box, Prediction, Truth } from '#submissions/format.ts';
import { type Tag, tags } from '#submissions/terms.ts';
import { bestConstantBox } from './constant-box.ts';

type TrivialName = 'real' | 'whole' | 'constant' | 'random';

export const trivialMethods: readonly { name: TrivialName; method: string }[] = [
  { name: 'real', method: 'All real' },
  { name: 'whole', method: 'All fake, the whole image' },
  { name: 'constant', method: 'All fake, the best constant box' },
  { name: 'random', method: 'Random' },
];

/** What can be predicted without looking at an image: learnt from public answers. */
export interface AnswerPriors {
  /** in shares of width and height */
  constantBox: Box;
  commonText: string;
  commonTag: Tag;
  texts: readonly string[];
}

/** The priors of a public truth; fixed ones where it has no fake. */
export function gatherPriors(reference: readonly Truth[]): AnswerPriors {
  const fakes = reference.filter((truth) => truth.label === 'fake');
  const texts = fakes.flatMap((fake) => fake.regions.map((region) => region.text));
  return {
    constantBox: bestConstantBox(fakes),
    commonText: mostCommon(texts) ?? 'object twisted and deformed',
    commonTag: mostCommon(fakes.flatMap((fake) => fake.tags)) ?? 'attributes',
    texts: texts.length > 0 ? texts : ['object twisted and deformed'],
  };
}

function mostCommon<T extends string>(values: readonly T[]): T | null {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [first] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return first?.[0] ?? null;
}

/** The prediction of a trivial method for an image. */
export function predictTrivially(
  name: TrivialName,
  { image_id, width, height }: Truth,
  { priors, seed }: { priors: AnswerPriors; seed: number },
): Prediction {
  if (name === 'real') return { image_id, label: 'real', score: 0 };
  if (name === 'random')
    return predictRandomly({ image_id, width, height }, priors, seededRandom(seed, name, image_id));
  const [x1, y1, x2, y2] = priors.constantBox;
  const box: Box = name === 'whole' ? [0, 0, width, height] : [x1 * width, y1 * height, x2 * width, y2 * height];
  const regions = [{ box, text: priors.commonText, score: 1 }];
  return { image_id, label: 'fake', score: 1, regions, tags: [priors.commonTag] };
}

interface Sized {
  image_id: string;
  width: number;
  height: number;
}

function predictRandomly({ image_id, width, height }: Sized, priors: AnswerPriors, random: Random): Prediction {
  const score = round4(random.next());
  if (score < 0.5) return { image_id, label: 'real', score };
  const regions = Array.from({ length: random.integer(1, 4) }, () => ({
    box: randomBox([width, height], random),
    text: random.pick(priors.texts),
    score: round4(random.next()),
  }));
  return { image_id, label: 'fake', score, regions, tags: tags.filter(() => random.chance(0.35)) };
}

/** A box of a tenth to a half of each side, anywhere in the image, in whole pixels. */
export function randomBox([width, height]: readonly [number, number], random: Random): Box {
  const side = (size: number): readonly [number, number] => {
    const length = Math.max(1, Math.round(size * random.between(0.1, 0.5)));
    const from = random.integer(0, size - length);
    return [from, from + length];
  };
  const [[x1, x2], [y1, y2]] = [side(width), side(height)];
  return [x1, y1, x2, y2];
}

/** Rounded to four decimals, as a team would write it. */
export function round4(value: number): number {
  return Math.round(value * 10000) / 10000;
}
