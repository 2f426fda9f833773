import { hashText, mix32 } from '../metrics/random.ts';

/** A seeded stream of random values: the same seed, the same stream, on every machine. */
export interface Random {
  /** 0 ≤ x < 1 */
  unit(): number;
  between(low: number, high: number): number;
  /** 0…n−1 */
  below(n: number): number;
  pick<T>(list: readonly T[]): T;
  chance(share: number): boolean;
  /** mean 0, deviation 1 */
  normal(): number;
  shuffle<T>(list: readonly T[]): T[];
}

/** A stream of its own for each name below a seed, so that one more draw here changes nothing there. */
export function openRandom(seed: number, name: string): Random {
  const key = mix32(mix32(seed) ^ hashText(name));
  let counter = 0;
  const unit = () => {
    counter = (counter + 1) | 0;
    return mix32(key + Math.imul(counter, 0x9e3779b1)) / 4294967296;
  };
  const below = (n: number) => Math.floor(unit() * n);
  return {
    unit,
    below,
    between: (low, high) => low + (high - low) * unit(),
    chance: (share) => unit() < share,
    pick(list) {
      const picked = list[below(list.length)];
      if (picked === undefined) throw new Error('Nothing to pick from.');
      return picked;
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    shuffle(list) {
      const shuffled = [...list];
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
      }
      return shuffled;
    },
  };
}
