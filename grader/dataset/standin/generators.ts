import { type Random, seededRandom } from '#grader/dataset/seeded-random.ts';
import { type Family, families } from '#submissions/terms.ts';
import { type FailureMode, type Flaw, failureModes } from './scene.ts';

/** A procedural stand-in for a text-to-image model: its fingerprint, and how often it fails in which way. */
export interface Generator {
  /** family and number, as `gan-3`: never the name of a real model */
  name: string;
  family: Family;
  /** how visible the fingerprint of the family is: about 0.7 to 1.3 */
  visibility: number;
  /** pixels of the fingerprint's pattern */
  grid: number;
  /** flaws an image has on average */
  flaws: number;
  /** how badly a flaw turns out: about 0.7 to 1.3 */
  strength: number;
  /** of each failure mode when flaws are chosen */
  weight: Record<FailureMode, number>;
}

/** As in the paper there are 28, most of them diffusion models. */
const perFamily: Record<Family, number> = { diffusion: 12, gan: 4, dit: 6, others: 6 };

const grids: Record<Family, readonly number[]> = {
  diffusion: [9, 13, 18, 24],
  gan: [2, 4],
  dit: [14, 16, 28, 32],
  others: [8, 12, 16],
};

/** The failure modes that a family has more often than the others. */
const familyFailureModes: Record<Family, readonly FailureMode[]> = {
  diffusion: ['count', 'text'],
  gan: ['texture', 'shape'],
  dit: ['joint', 'lines'],
  others: ['pair', 'style'],
};

const meanFlaws: Record<Family, number> = { diffusion: 3.1, gan: 4.2, dit: 2.9, others: 3.6 };

export const generators: readonly Generator[] = families.flatMap((family) =>
  Array.from({ length: perFamily[family] }, (_, i) => makeGenerator(family, i + 1)),
);

function makeGenerator(family: Family, number: number): Generator {
  const name = `${family}-${number}`;
  const random = seededRandom(28, name);
  const favourites = random.shuffled(failureModes).slice(0, 2);
  const weigh = (mode: FailureMode) =>
    1 + (familyFailureModes[family].includes(mode) ? 1.5 : 0) + (favourites.includes(mode) ? 3 : 0);
  return {
    name,
    family,
    visibility: random.between(0.75, 1.25),
    grid: random.pick(grids[family]),
    flaws: meanFlaws[family] + random.between(-0.7, 0.7),
    strength: random.between(0.8, 1.2),
    weight: Object.fromEntries(failureModes.map((mode) => [mode, weigh(mode)])) as Record<FailureMode, number>,
  };
}

/** Up to `count` of the flaws, chosen one by one by the generator's weights, none twice. */
export function chooseFlaws(
  generator: Generator,
  among: readonly Flaw[],
  [count, random]: readonly [number, Random],
): Flaw[] {
  const left = [...among];
  const chosen: Flaw[] = [];
  while (chosen.length < count && left.length > 0) {
    const flaw = random.weighted(left, ({ mode }) => generator.weight[mode]);
    chosen.push(...left.splice(left.indexOf(flaw), 1));
  }
  return chosen;
}
