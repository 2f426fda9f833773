import { expect, it } from 'vitest';
import { boxRect } from './box-rect.ts';

it('has a corner, a width and a height', () => {
  expect(boxRect([10, 20, 60, 70])).toEqual({ x: 10, y: 20, width: 50, height: 50 });
});

it('is the same for swapped corners, and never smaller than the least', () => {
  expect(boxRect([60, 70, 10, 20])).toEqual(boxRect([10, 20, 60, 70]));
  expect(boxRect([5, 5, 5, 9], 2)).toEqual({ x: 5, y: 5, width: 2, height: 4 });
});
