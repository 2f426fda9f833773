import { expect, it } from 'vitest';
import { shorten } from './labels.ts';

it('keeps short names and cuts long ones to length', () => {
  expect(shorten('short', 5)).toBe('short');
  expect(shorten('rather long', 8)).toBe('rather…');
  expect(shorten('abcdefghij', 8)).toHaveLength(8);
});
