import { expect, it } from 'vitest';
import { opaqueIds, seededRandom } from './seeded-random.ts';

it('draws the stream that the stand-in was drawn from (decision 11)', () => {
  const random = seededRandom(1, 'image', 7);
  // the same six out of sfc32 in Python: 12 rounds, then the sum's upper part
  expect(Array.from({ length: 6 }, () => random.integer(0, 999))).toEqual([800, 870, 708, 530, 21, 421]);
});

it('gives streams of other names other draws, and the same name the same', () => {
  const first = (...path: (string | number)[]) => opaqueIds(3, seededRandom(1, ...path));
  expect(first('ids')).toEqual(first('ids'));
  expect(first('ids')).not.toEqual(first('ids', 0));
  expect(first('a', 'b')).not.toEqual(first('ab'));
});

it('refuses to pick from nothing', () => {
  expect(() => seededRandom(1).pick([])).toThrow('Nothing to pick from');
});
