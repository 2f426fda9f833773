import { z } from 'zod';

/**
 * The model's confidence in its verdict, from the log-probabilities of its tokens: at the first token with text after
 * `<verdict>`, the probability mass of the continuations that lead to "generated" against those that lead to "real".
 * Kept as log-odds, which do not saturate.
 */

/** One generated token as the OpenAI API gives it. Its alternatives are parsed at the verdict only: there are thousands. */
export const tokenLogprob = z.object({ token: z.string(), top_logprobs: z.unknown() });
export type TokenLogprob = z.infer<typeof tokenLogprob>;

const alternatives = z.array(z.object({ token: z.string(), logprob: z.number() }));
type Alternatives = z.infer<typeof alternatives>;

export interface VerdictOdds {
  /** ln P(generated) − ln P(real) */
  logOdds: number;
  /** one of the two is not among the alternatives: the smallest log-probability listed is taken, an upper bound of its own */
  censored: boolean;
}

const opening = '<verdict>';

/**
 * @returns null when no token follows `<verdict>`, or neither word is among the alternatives
 * @throws when the alternatives at the verdict are not a list of tokens with log-probabilities
 */
export function verdictOdds(tokens: readonly TokenLogprob[]): VerdictOdds | null {
  let before = '';
  for (const { token, top_logprobs } of tokens) {
    if (afterOpening(before + token)) return oddsAt(before, alternatives.parse(top_logprobs));
    before += token;
  }
  return null;
}

/** The text after the first `<verdict>` and blanks; null without one. */
function afterOpening(text: string): string | null {
  const at = text.indexOf(opening);
  return at < 0 ? null : text.slice(at + opening.length).replace(/^[ \t\r\n]+/, '');
}

function oddsAt(before: string, continuations: Alternatives): VerdictOdds | null {
  const mass = { generated: Number.NEGATIVE_INFINITY, real: Number.NEGATIVE_INFINITY };
  let least = 0;
  for (const { token, logprob } of continuations) {
    least = Math.min(least, logprob);
    const start = afterOpening(before + token);
    if (!start) continue;
    for (const word of ['generated', 'real'] as const)
      if (word.startsWith(start) || start.startsWith(word)) mass[word] = logAdd(mass[word], logprob);
  }
  const [generated, real] = [mass.generated, mass.real];
  if (generated === Number.NEGATIVE_INFINITY && real === Number.NEGATIVE_INFINITY) return null;
  const bounded = (value: number) => (value === Number.NEGATIVE_INFINITY ? least : value);
  const censored = generated === Number.NEGATIVE_INFINITY || real === Number.NEGATIVE_INFINITY;
  return { logOdds: bounded(generated) - bounded(real), censored };
}

/** ln(eᵃ + eᵇ) */
function logAdd(a: number, b: number): number {
  const [high, low] = a > b ? [a, b] : [b, a];
  return low === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(low - high));
}

/** The probability that goes with log-odds, 0…1. */
export function probabilityOf(logOdds: number): number {
  return logOdds >= 0 ? 1 / (1 + Math.exp(-logOdds)) : Math.exp(logOdds) / (1 + Math.exp(logOdds));
}
