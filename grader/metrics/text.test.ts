import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bleu2, commonSubsequence, rougeL, tokenise } from './text.ts';

/** Words as numbers, the same word the same number. */
const numbered = (...texts: string[]) => {
  const words = [...new Set(texts.flatMap(tokenise))];
  return texts.map((text) => Int32Array.from(tokenise(text), (word) => words.indexOf(word))) as [
    Int32Array,
    Int32Array,
  ];
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
    expect(rougeL(Int32Array.of(-1, -1), Int32Array.of(0, 1))).toBe(0);
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
        expect(commonSubsequence(Int32Array.from(a), Int32Array.from(b))).toBe(longest);
      }),
    );
  });
});

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
