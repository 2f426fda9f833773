import { openWordIndex } from './word-index.ts';
import type { Words } from './words.ts';

/**
 * Compares texts; best with the same reference several times in a row. References have no −1, and their tokens don't
 * change while they are compared.
 */
export interface TextMatcher {
  /** Length of the longest common subsequence; 0 if either is empty. */
  commonSubsequence(candidate: Words, reference: Words): number;
  /** ROUGE-L F-measure 2PR/(P+R) (Lin 2004); 0 if either is empty. */
  rougeL(candidate: Words, reference: Words): number;
  /**
   * BLEU of words and word pairs (Papineni et al. 2002): BP·√(p₁·p₂) with clipped precisions and no smoothing; 0 if
   * either precision is 0 or either text has fewer than two words.
   */
  bleu2(candidate: Words, reference: Words): number;
}

/**
 * A matcher for references of tokens 0…vocabulary−1. Holds working memory, so one is opened and used for many pairs.
 *
 * @example
 * const words = (...tokens) => ({ tokens: Int32Array.from(tokens), from: 0, to: tokens.length });
 * const matcher = openTextMatcher(4);
 * matcher.commonSubsequence(words(0, -1, 2), words(0, 1, 2, 3)) // → 2
 * matcher.rougeL(words(0, -1, 2), words(0, 1, 2, 3)) // ≈ 0.571429
 * matcher.bleu2(words(0, 1, 2), words(0, 1, 2)) // → 1
 * matcher.bleu2(words(0), words(0, 1)) // → 0
 */
export function openTextMatcher(vocabulary: number): TextMatcher {
  const index = openWordIndex(vocabulary);

  function commonSubsequence(candidate: Words, reference: Words): number {
    if (candidate.to === candidate.from || reference.to === reference.from) return 0;
    index.prepare(reference);
    return index.commonSubsequence(candidate);
  }

  return {
    commonSubsequence,
    rougeL(candidate, reference) {
      const common = commonSubsequence(candidate, reference);
      if (common === 0) return 0;
      const precision = common / (candidate.to - candidate.from);
      const recall = common / (reference.to - reference.from);
      return (2 * precision * recall) / (precision + recall);
    },
    bleu2(candidate, reference) {
      const c = candidate.to - candidate.from;
      const r = reference.to - reference.from;
      if (c < 2 || r < 2) return 0;
      index.prepare(reference);
      const words = index.clippedWords(candidate);
      const pairs = words === 0 ? 0 : index.clippedPairs(candidate, reference);
      if (pairs === 0) return 0;
      const brevity = c > r ? 1 : Math.exp(1 - r / c);
      return brevity * Math.sqrt((words / c) * (pairs / (c - 1)));
    },
  };
}
