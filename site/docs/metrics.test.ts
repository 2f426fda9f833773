import { describe, expect, it } from 'vitest';
import { metricKeys, metrics } from '#submissions/scorecard.ts';
import { metricNotes, notation } from './metrics.ts';
import { mathml } from './tex.ts';

describe('the notes on metrics', () => {
  it.each(metricKeys)('writes the formula of %s as MathML', (key) => {
    const markup = mathml(metricNotes[key].formula, true);
    expect(markup).toContain('<math');
    expect(markup).toContain('display="block"');
    expect(markup).not.toContain('merror');
  });

  it('writes every symbol', () => {
    for (const { symbol } of notation) expect(mathml(symbol)).toContain('<math');
  });

  it('refuses TeX with an unknown command', () => {
    expect(() => mathml(String.raw`\nosuchcommand{x}`)).toThrow('nosuchcommand');
  });

  it('describes each metric once, and no other', () => {
    expect(Object.keys(metricNotes).toSorted()).toEqual(metrics.map(({ key }) => key).toSorted());
    const formulas = metricKeys.map((key) => metricNotes[key].formula);
    expect(new Set(formulas).size).toBe(formulas.length);
  });
});
