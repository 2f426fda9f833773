import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTextMatcher } from './text.ts';
import { tokenise, type Words } from './words.ts';

const { bleu2, commonSubsequence, rougeL } = openTextMatcher(100);
const run = (tokens: readonly number[]): Words => ({ tokens: Int32Array.from(tokens), from: 0, to: tokens.length });

/** Words as numbers, the same word the same number. */
const numbered = (...texts: string[]) => {
  const words = [...new Set(texts.flatMap(tokenise))];
  return texts.map((text) => run(tokenise(text).map((word) => words.indexOf(word)))) as [Words, Words];
};

describe('tokenise', () => {
  it.each([
    ['The mirror-arm is BROKEN.', ['the', 'mirror', 'arm', 'is', 'broken']],
    ['ﬁnger №５', ['finger', 'no5']],
    ['mir\u200bror\u00adarm', ['mirrorarm']],
    ['a\tb\r\nc', ['a', 'b', 'c']],
    ['a\u0000b', ['ab']],
    ['café', ['caf']],
    ['зеркало', []],
    ['', []],
  ])('%j', (text, words) => {
    expect(tokenise(text)).toEqual(words);
  });
});

describe('rougeL', () => {
  it('of the worked example: LCS 3, P 3/4, R 3/5, F 2/3', () => {
    const [candidate, reference] = numbered('the mirror is loose', 'the left mirror hangs loose');
    expect(commonSubsequence(candidate, reference)).toBe(3);
    expect(rougeL(candidate, reference)).toBeCloseTo(2 / 3, 15);
  });

  it('is 0 if either is empty or nothing is common', () => {
    const [empty, words] = numbered('', 'some words');
    expect([rougeL(empty, words), rougeL(words, empty), rougeL(empty, empty)]).toEqual([0, 0, 0]);
    expect(rougeL(run([-1, -1]), run([0, 1]))).toBe(0);
  });

  it('has the subsequence that trying all subsets finds', () => {
    const words = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 9 });
    fc.assert(
      fc.property(words, words, (a, b) => {
        let longest = 0;
        for (let mask = 0; mask < 1 << a.length; mask++) {
          const kept = a.filter((_, i) => mask & (1 << i));
          if (kept.length > longest && isSubsequence(kept, b)) longest = kept.length;
        }
        expect(commonSubsequence(run(a), run(b))).toBe(longest);
      }),
    );
  });
});

describe('openTextMatcher', () => {
  it('agrees with the textbook on texts longer than a machine word', () => {
    const words = fc.array(fc.integer({ min: -1, max: 20 }), { minLength: 20, maxLength: 120 });
    fc.assert(
      fc.property(words, words, (a, b) => {
        const reference = b.filter((word) => word >= 0);
        expect(commonSubsequence(run(a), run(reference))).toBe(byTable(a, reference));
        expect(bleu2(run(a), run(reference))).toBeCloseTo(bleuByMaps(a, reference), 14);
      }),
    );
  });
});

function byTable(a: readonly number[], b: readonly number[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const word of a) {
    const next = [0];
    for (const [j, other] of b.entries()) {
      next.push(word === other ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    }
    row = next;
  }
  return row.at(-1)!;
}

function bleuByMaps(candidate: readonly number[], reference: readonly number[]): number {
  const precision = (n: number) => {
    const grams = (list: readonly number[]) =>
      list.slice(0, list.length - n + 1).map((_, i) => list.slice(i, i + n).join(' '));
    const left = grams(reference);
    let matches = 0;
    for (const gram of grams(candidate)) {
      const at = left.indexOf(gram);
      if (at < 0 || gram.includes('-1')) continue;
      left.splice(at, 1);
      matches++;
    }
    return matches / grams(candidate).length;
  };
  const brevity = candidate.length > reference.length ? 1 : Math.exp(1 - reference.length / candidate.length);
  return brevity * Math.sqrt(precision(1) * precision(2));
}

function isSubsequence(part: readonly number[], whole: readonly number[]): boolean {
  let at = 0;
  for (const word of whole) if (word === part[at]) at++;
  return at === part.length;
}

describe('bleu2', () => {
  it('of a worked example: p1 3/4, p2 1/3, shorter than the reference of 5', () => {
    const [candidate, reference] = numbered('the mirror hangs low', 'the left mirror hangs loose');
    expect(bleu2(candidate, reference)).toBeCloseTo(Math.exp(1 - 5 / 4) * Math.sqrt((3 / 4) * (1 / 3)), 15);
  });

  it('counts a repeated word as often as the reference has it', () => {
    const [candidate, reference] = numbered('the the the', 'the cat the dog');
    expect(bleu2(candidate, reference)).toBe(0); // no word pair in common
    const [twice, once] = numbered('a b a b', 'a b c d');
    expect(bleu2(twice, once)).toBeCloseTo(Math.sqrt((2 / 4) * (1 / 3)), 15);
  });

  it('is 0 for fewer than two words and 1 for the same text', () => {
    const [one, two] = numbered('mirror', 'mirror broken');
    expect(bleu2(one, two)).toBe(0);
    expect(bleu2(two, two)).toBe(1);
  });
});
