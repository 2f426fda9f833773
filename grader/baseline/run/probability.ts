/**
 * How sure the model is of its verdict, from the log-probabilities of its tokens: at the first token that says
 * something after `<verdict>`, the probability mass of the continuations that lead to "generated" against those that
 * lead to "real". Kept as log-odds, which do not saturate.
 */

/** One generated token as the OpenAI API gives it. */
export interface TokenLogprob {
  token: string;
  logprob: number;
  top_logprobs: readonly { token: string; logprob: number }[];
}

export interface VerdictOdds {
  /** ln P(generated) − ln P(real) */
  logOdds: number;
  /** one of the two is not among the alternatives: its log-probability is at most the smallest listed, which stands in */
  censored: boolean;
}

const opening = '<verdict>';
const words = { generated: 'generated', real: 'real' } as const;

/** @returns null when no token follows `<verdict>`, or neither word is among the alternatives */
export function verdictOdds(tokens: readonly TokenLogprob[]): VerdictOdds | null {
  let before = '';
  for (const { token, top_logprobs } of tokens) {
    const said = afterOpening(before + token);
    if (said !== null && said !== '') return oddsAt(before, top_logprobs);
    before += token;
  }
  return null;
}

/** What stands after the first `<verdict>` and blanks; null before it. */
function afterOpening(text: string): string | null {
  const at = text.indexOf(opening);
  return at < 0 ? null : text.slice(at + opening.length).replace(/^[ \t\r\n]+/, '');
}

function oddsAt(before: string, alternatives: TokenLogprob['top_logprobs']): VerdictOdds | null {
  const mass = { generated: Number.NEGATIVE_INFINITY, real: Number.NEGATIVE_INFINITY };
  let least = 0;
  for (const { token, logprob } of alternatives) {
    least = Math.min(least, logprob);
    const said = afterOpening(before + token);
    if (!said) continue;
    for (const word of ['generated', 'real'] as const)
      if (words[word].startsWith(said) || said.startsWith(words[word])) mass[word] = logAdd(mass[word], logprob);
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
