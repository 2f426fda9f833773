import { opaqueIds, type Random, seededRandom } from '#grader/dataset/seeded-random.ts';
import { type Source, type Split, splits } from '#submissions/terms.ts';
import { type Generator, generators } from './generators.ts';
import type { Scene } from './scene.ts';
import { bird } from './scenes/bird.ts';
import { bottle } from './scenes/bottle.ts';
import { hand } from './scenes/hand.ts';
import { oven } from './scenes/oven.ts';
import { socks } from './scenes/socks.ts';
import { vehicle } from './scenes/vehicle.ts';
import { volcano } from './scenes/volcano.ts';

export const scenes: readonly Scene[] = [vehicle, hand, bird, volcano, oven, socks, bottle];

/** One image to be drawn. */
export interface PlannedImage {
  id: string;
  split: Split;
  /** names the image's streams of draws within its split, whatever its place and id */
  number: number;
  /** null for a real image */
  generator: Generator | null;
  scene: Scene;
  source: Source;
  width: number;
  height: number;
}

const sizes = [
  [512, 384],
  [384, 512],
  [448, 448],
  [512, 320],
  [400, 300],
  [360, 480],
  [480, 360],
  [320, 320],
  [512, 512],
  [340, 256],
  [456, 304],
] as const;

/**
 * The images of all splits, in the order of their manifests. Half of a split is real (the smaller half of an odd
 * count); scenes, sources and sizes are drawn alike for both labels, so that they do not give the label away; so are ids and order.
 */
export function planImages(seed: number, counts: Readonly<Record<Split, number>>): PlannedImage[] {
  const ids = opaqueIds(counts.train + counts.dev + counts.test, seededRandom(seed, 'ids'));
  const planned = splits.flatMap((split) =>
    seededRandom(seed, split, 'order').shuffled(planSplit(seed, split, counts[split])),
  );
  return planned.map((image, i) => ({ ...image, id: ids[i] ?? '' }));
}

function planSplit(seed: number, split: Split, count: number): Omit<PlannedImage, 'id'>[] {
  const random = seededRandom(seed, split, 'plan');
  const reals = Math.floor(count / 2);
  const makers = dealt(generators, count - reals, random);
  const realScenes = dealt(scenes, reals, random);
  const fakeScenes = dealt(scenes, count - reals, random);
  return Array.from({ length: count }, (_, number) => {
    const scene = (number < reals ? realScenes[number] : fakeScenes[number - reals]) ?? random.pick(scenes);
    const [width, height] = random.pick(sizes);
    const generator = makers[number - reals] ?? null;
    return { split, number, generator, scene, source: random.pick(scene.sources), width, height };
  });
}

/** `count` cards from shuffled packs of `list`: each item comes as often as any other, give or take one. */
function dealt<T>(list: readonly T[], count: number, random: Random): T[] {
  const cards: T[] = [];
  while (cards.length < count) cards.push(...random.shuffled(list));
  return cards.slice(0, count);
}
