/** Tokens are whole numbers: equal numbers are equal words; −1 is a word that no reference uses and equals nothing. */
export type Tokens = Int32Array;

const droppedCharacters = /[\p{Cf}\p{Cc}]/gu;
const keptControls = new Set(['\t', '\r', '\n']);
const plainAscii = /^[\t\r\n\x20-\x7e]*$/;

/**
 * The words of a text: Unicode NFKC, format and control characters dropped but tab, CR and LF, lower case, every run of
 * anything but a–z and 0–9 a blank. As Google's rouge-score without stemming, on cleaned text.
 */
export function tokenise(text: string): string[] {
  const clean = plainAscii.test(text)
    ? text
    : text.normalize('NFKC').replace(droppedCharacters, (character) => (keptControls.has(character) ? character : ''));
  return clean.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

/** Length of the longest common subsequence. O(a·b) time, O(b) memory. */
export function commonSubsequence(a: Tokens, b: Tokens): number {
  const lengths = new Int32Array(b.length + 1);
  for (const token of a) {
    if (token < 0) continue;
    let diagonal = 0;
    for (let j = 1; j <= b.length; j++) {
      const above = lengths[j]!;
      lengths[j] = b[j - 1] === token ? diagonal + 1 : Math.max(above, lengths[j - 1]!);
      diagonal = above;
    }
  }
  return lengths[b.length]!;
}

/** ROUGE-L F-measure 2PR/(P+R) (Lin 2004) of a candidate and a reference; 0 if either is empty. */
export function rougeL(candidate: Tokens, reference: Tokens): number {
  if (candidate.length === 0 || reference.length === 0) return 0;
  const common = commonSubsequence(candidate, reference);
  if (common === 0) return 0;
  const precision = common / candidate.length;
  const recall = common / reference.length;
  return (2 * precision * recall) / (precision + recall);
}

/**
 * BLEU of words and word pairs (Papineni et al. 2002): BP·√(p₁·p₂) with clipped precisions and no smoothing; 0 if
 * either precision is 0 or the candidate has fewer than two words.
 */
export function bleu2(candidate: Tokens, reference: Tokens): number {
  const c = candidate.length;
  const r = reference.length;
  if (c < 2) return 0;
  const words = clippedMatches(candidate, reference, 1);
  const pairs = clippedMatches(candidate, reference, 2);
  if (words === 0 || pairs === 0) return 0;
  const brevity = c > r ? 1 : Math.exp(1 - r / c);
  return brevity * Math.sqrt((words / c) * (pairs / (c - 1)));
}

/** How many n-grams (n = 1 or 2) of the candidate the reference has too, each at most as often as there. */
function clippedMatches(candidate: Tokens, reference: Tokens, n: 1 | 2): number {
  const left = new Map<number, number>();
  const gram = (tokens: Tokens, i: number) => (n === 1 ? tokens[i]! : tokens[i]! * 0x4000000 + tokens[i + 1]!);
  for (let i = 0; i + n <= reference.length; i++) left.set(gram(reference, i), (left.get(gram(reference, i)) ?? 0) + 1);
  let matches = 0;
  for (let i = 0; i + n <= candidate.length; i++) {
    if (candidate[i]! < 0 || candidate[i + n - 1]! < 0) continue;
    const rest = left.get(gram(candidate, i)) ?? 0;
    if (rest > 0) {
      left.set(gram(candidate, i), rest - 1);
      matches++;
    }
  }
  return matches;
}
