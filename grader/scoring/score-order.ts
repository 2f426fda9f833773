import { argsortDescending } from '#grader/metrics/argsort.ts';
import type { ScoreOrder } from '#grader/metrics/average-precision.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import type { Slice } from './slices.ts';

/**
 * Scores in falling order; images are named by their units. Null unless every line has a score. `scores: [n]`, none NaN;
 * the first of `slices` holds all fakes.
 *
 * @example
 * // truth, measurements: tests/example-images.ts; units: r1, r2, b, a
 * const order = orderByScore(truth, measurements.scores, listSlices(truth));
 * order.reals // → [1, 0]
 * order.fakes // → [3, 2]
 * order.realsUpTo // → [0, 1]
 */
export function orderByScore(
  truth: TruthPack,
  scores: Float64Array | null,
  slices: readonly Slice[],
): ScoreOrder | null {
  if (!scores) return null;
  const unitOf = unitsOfImages(truth);
  const reals = fallingImages(truth.members[0]!, scores);
  const fakes = fallingImages(slices[0]!.fakes, scores);
  const realsUpTo = new Int32Array(fakes.length);
  for (let i = 0, r = 0; i < fakes.length; i++) {
    const score = scores[fakes[i]!]!;
    while (r < reals.length && scores[reals[r]!]! >= score) r++;
    realsUpTo[i] = r;
  }
  const { familyOf, generatorOf } = slicesOfFakes(truth, fakes, slices);
  const equal = (i: number, k: number) => scores[fakes[i]!] === scores[fakes[k]!];
  return {
    reals: reals.map((image) => unitOf[image]!),
    fakes: fakes.map((image) => unitOf[image]!),
    realsUpTo,
    lastEqual: {
      all: lastEquals(new Uint16Array(fakes.length), 1, equal),
      family: lastEquals(familyOf, slices.length, equal),
      generator: lastEquals(generatorOf, slices.length, equal),
    },
    familyOf,
    generatorOf,
    slices: slices.length,
  };
}

/** For each place the last one of its run of equals that is in the same class. */
function lastEquals(classOf: Uint16Array, classes: number, equal: (i: number, k: number) => boolean): Int32Array {
  const last = new Int32Array(classOf.length);
  const lastOf = new Int32Array(classes).fill(-1);
  for (let i = classOf.length - 1; i >= 0; i--) {
    const known = lastOf[classOf[i]!]!;
    last[i] = known >= 0 && equal(i, known) ? known : i;
    lastOf[classOf[i]!] = last[i]!;
  }
  return last;
}

function fallingImages(images: Int32Array, scores: Float64Array): Int32Array {
  const listed = new Float64Array(images.length);
  for (let i = 0; i < images.length; i++) listed[i] = scores[images[i]!]!;
  return argsortDescending(listed).map((place) => images[place]!);
}

/** Every fake counts in three slices: all, its family's and its generator's. */
function slicesOfFakes({ stratum, members }: TruthPack, fakes: Int32Array, slices: readonly Slice[]) {
  const ofStratum = Array.from(members, (_, each) => slices.flatMap((s, k) => (s.strata.includes(each) ? [k] : [])));
  const familyOf = new Uint16Array(fakes.length);
  const generatorOf = new Uint16Array(fakes.length);
  for (let i = 0; i < fakes.length; i++) {
    const [, family, generator] = ofStratum[stratum[fakes[i]!]!]!;
    familyOf[i] = family!;
    generatorOf[i] = generator!;
  }
  return { familyOf, generatorOf };
}

/** The unit of every image where images are drawn singly: strata after each other, in each its members in order. */
function unitsOfImages({ n, members }: Pick<TruthPack, 'n' | 'members'>): Int32Array {
  const unitOf = new Int32Array(n);
  let unit = 0;
  for (const images of members) for (let k = 0; k < images.length; k++) unitOf[images[k]!] = unit++;
  return unitOf;
}
