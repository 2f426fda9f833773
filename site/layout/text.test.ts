import { describe, expect, it } from 'vitest';
import {
  count,
  counted,
  day,
  fileSize,
  interval,
  minute,
  nothing,
  percent,
  pValue,
  rankRange,
  score,
  signed,
} from './text.ts';

describe('numbers', () => {
  it('writes scores with three decimals and a real minus sign', () => {
    expect(score(0.8675)).toBe('0.868');
    expect(score(1)).toBe('1.000');
    expect(score(-0.25)).toBe('−0.250');
  });

  it('never writes a negative zero', () => {
    expect(score(-0.0001)).toBe('0.000');
    expect(score(-0)).toBe('0.000');
  });

  it('writes a dash where there was nothing to measure', () => {
    expect(score(null)).toBe(nothing);
    expect(score(undefined)).toBe(nothing);
    expect(interval(undefined)).toBeNull();
  });

  it('writes differences with their sign, none on zero', () => {
    expect([signed(0.0214), signed(-0.004), signed(0), signed(0.0001), signed(null)]).toEqual([
      '+0.021',
      '−0.004',
      '0.000',
      '0.000',
      nothing,
    ]);
  });

  it('writes p-values, small ones as a bound', () => {
    expect([pValue(0.0123), pValue(0.0004), pValue(1), pValue(null)]).toEqual(['0.012', '< 0.001', '1.000', nothing]);
  });

  it('writes intervals in brackets', () => {
    expect(interval([0.83, 0.9])).toBe('[0.830, 0.900]');
  });

  it('groups and counts', () => {
    expect(count(8772)).toBe('8,772');
    expect(counted(1, 'fake')).toBe('1 fake');
    expect(counted(2, 'entry', 'entries')).toBe('2 entries');
    expect(percent(0.456)).toBe('46%');
  });
});

describe('places and days', () => {
  it('writes a range of ranks once when both ends agree', () => {
    expect(rankRange(1, 3)).toBe('1–3');
    expect(rankRange(2, 2)).toBe('2');
    expect(rankRange(null, null)).toBeNull();
  });

  it('writes days and minutes in UTC', () => {
    const date = new Date('2025-11-23T23:59:30Z');
    expect(day(date)).toBe('2025-11-23');
    expect(minute(date)).toBe('2025-11-23 23:59 UTC');
  });
});

describe('sizes', () => {
  it('writes sizes in the unit that fits', () => {
    expect([1, 1000, 2048, 9_876_543].map(fileSize)).toEqual(['1 byte', '1,000 bytes', '2.0 KiB', '9.4 MiB']);
  });
});
