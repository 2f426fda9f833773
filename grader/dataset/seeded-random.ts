import { hashText, mix32 } from '#grader/metrics/random.ts';

/** A seeded stream of draws: the same seed and path give the same draws on every machine. */
export interface Random {
  /** uniform in [0, 1) */
  next(): number;
  between(low: number, high: number): number;
  /** uniform integer of low…high, both included */
  integer(low: number, high: number): number;
  chance(probability: number): boolean;
  /** @throws on an empty list */
  pick<T>(list: readonly T[]): T;
  /** one of the list, with chances in proportion to `weight(item)`; the last one when all weights are 0 */
  weighted<T>(list: readonly T[], weight: (item: T) => number): T;
  /** a shuffled copy */
  shuffled<T>(list: readonly T[]): T[];
  normal(mean: number, deviation: number): number;
}

/** The stream named by `path` below `seed`; streams of different names are independent. Generator: sfc32 (C. Doty-Humphrey). */
export function seededRandom(seed: number, ...path: readonly (string | number)[]): Random {
  const start = path.reduce<number>((key, name) => mix32(key ^ hashText(`/${name}`)), mix32(seed));
  const next = sfc32(start, mix32(start + 1), mix32(start + 2));
  const integer = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new Error('Nothing to pick from.');
    return list[integer(0, list.length - 1)] as T;
  };
  return {
    next,
    integer,
    pick,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    weighted: (list, weight) => {
      let left = next() * list.reduce((sum, item) => sum + weight(item), 0);
      for (const item of list) {
        left -= weight(item);
        if (left < 0) return item;
      }
      return pick(list.slice(-1));
    },
    shuffled: (list) => shuffle([...list], integer),
    normal: (mean, deviation) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

function shuffle<T>(list: T[], integer: (low: number, high: number) => number): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = integer(0, i);
    [list[i], list[j]] = [list[j] as T, list[i] as T];
  }
  return list;
}

function sfc32(seedA: number, seedB: number, seedC: number): () => number {
  let [a, b, c, counter] = [seedA | 0, seedB | 0, seedC | 0, 1];
  const step = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) step();
  return step;
}

const idAlphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** `count` distinct opaque image ids of ten characters; they come from `random` alone. */
export function opaqueIds(count: number, random: Random): string[] {
  const ids = new Set<string>();
  while (ids.size < count) {
    ids.add(Array.from({ length: 10 }, () => idAlphabet[random.integer(0, idAlphabet.length - 1)]).join(''));
  }
  return [...ids];
}
