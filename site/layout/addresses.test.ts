import { expect, it } from 'vitest';
import { boardPath, compareHref } from './addresses.ts';

it('escapes the names of generators in the path of a board', () => {
  expect(['overall', 'family:gan', 'generator:gan-3'].map(boardPath)).toEqual([
    ...['/', '/family/gan', '/generator/gan-3'],
  ]);
  expect(boardPath('generator:DALL·E 3/x?')).toBe('/generator/DALL%C2%B7E%203%2Fx%3F');
});

it('gives compared entries their letters, and names the metric unless it is the ranking one', () => {
  expect(compareHref(['s1', 's2'])).toBe('/compare?a=s1&b=s2');
  expect(compareHref(['s1', 's2', 's3'], 'iou')).toBe('/compare?a=s1&b=s2&c=s3&metric=iou');
});
