import { describe, expect, it } from 'vitest';
import { warmthScale, warmthStyle } from './heat-map-colours.ts';

describe('warmthScale', () => {
  it('runs from the worst to the best value, linear between', () => {
    const warmth = warmthScale([0.2, null, 0.6], 'higher');
    expect([0.2, 0.4, 0.6].map(warmth)).toEqual([0, 0.5, 1].map((share) => expect.closeTo(share)));
  });

  it('is reversed where lower is better', () => {
    const warmth = warmthScale([0.2, 0.6], 'lower');
    expect([warmth(0.2), warmth(0.6)]).toEqual([expect.closeTo(1), expect.closeTo(0)]);
  });

  it('keeps small differences pale', () => {
    const warmth = warmthScale([0.5, 0.51], 'higher');
    expect(warmth(0.51)! - warmth(0.5)!).toBeCloseTo(0.01 / 0.15);
    expect(warmthScale([0.5], 'higher')(0.5)).toBeCloseTo(0.5);
  });

  it('has no colour for nothing', () => {
    expect(warmthScale([null, 0.5], 'higher')(null)).toBeNull();
    expect(warmthScale([null], 'higher')(null)).toBeNull();
  });
});

describe('warmthStyle', () => {
  it('is a percentage, and nothing without a value', () => {
    expect([0, 0.666, 1, null].map(warmthStyle)).toEqual([
      ...['--warmth: 0%', '--warmth: 67%', '--warmth: 100%', undefined],
    ]);
  });
});
