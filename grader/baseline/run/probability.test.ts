import { describe, expect, it } from 'vitest';
import { probabilityOf, type TokenLogprob, verdictOdds } from './probability.ts';

const token = (text: string, alternatives: [string, number][] = [[text, -0.1]]): TokenLogprob => ({
  token: text,
  top_logprobs: alternatives.map(([each, logprob]) => ({ token: each, logprob })),
});

describe('the odds of a verdict', () => {
  it('compare what leads to "generated" with what leads to "real"', () => {
    const tokens = [
      token('<verdict>'),
      token('gener', [
        ['gener', Math.log(0.6)],
        ['real', Math.log(0.3)],
        ['gen', Math.log(0.1)],
      ]),
    ];
    expect(verdictOdds(tokens)?.logOdds).toBeCloseTo(Math.log(0.7 / 0.3), 12);
    expect(verdictOdds(tokens)?.censored).toBe(false);
  });

  it('see the word in a token that also ends the mark', () => {
    const tokens = [
      token('<verdict'),
      token('>real', [
        ['>real', -0.2],
        ['>gen', -1.7],
        ['>\n', -5],
      ]),
    ];
    expect(verdictOdds(tokens)?.logOdds).toBeCloseTo(-1.5, 12);
  });

  it('skip blanks before the word', () => {
    const tokens = [
      token('<verdict>'),
      token('\n'),
      token('real', [
        ['real', -0.1],
        ['generated', -2.4],
      ]),
    ];
    expect(verdictOdds(tokens)?.logOdds).toBeCloseTo(-2.3, 12);
  });

  it('are a bound where one side is not among the alternatives', () => {
    const tokens = [
      token('<verdict>'),
      token('real', [
        ['real', -0.01],
        ['x', -6],
        ['y', -9],
      ]),
    ];
    expect(verdictOdds(tokens)).toEqual({ logOdds: -9 + 0.01, censored: true });
  });

  it('are null without a verdict, or with another word', () => {
    expect(verdictOdds([token('<think>')])).toBeNull();
    expect(verdictOdds([token('<verdict>')])).toBeNull();
    expect(verdictOdds([token('<verdict>'), token('fake')])).toBeNull();
  });

  it('are refused without alternatives at the verdict, and need none elsewhere', () => {
    const bare = (text: string): TokenLogprob => ({ token: text, top_logprobs: null });
    expect(() => verdictOdds([bare('<verdict>'), bare('real')])).toThrow(/expected array/);
    expect(verdictOdds([bare('<verdict>'), token('real')])?.censored).toBe(true);
  });

  it('become a probability without overflow', () => {
    expect(probabilityOf(0)).toBe(0.5);
    expect(probabilityOf(1000)).toBe(1);
    expect(probabilityOf(-1000)).toBe(0);
    expect(probabilityOf(Math.log(3))).toBeCloseTo(0.75, 12);
  });
});
