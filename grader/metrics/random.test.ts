import { expect, it } from 'vitest';
import { drawIndex, hashText, mix32, streamKey } from './random.ts';

it('mixes as the finaliser of MurmurHash3 does, and hashes texts by FNV-1a below it', () => {
  expect([0, 1, 2].map(mix32)).toEqual([0, 0x514e28b7, 0x30f4c306]);
  expect(hashText('a')).toBe(mix32(0xe40c292c)); // the published FNV-1a vectors of "a" and "foobar"
  expect(hashText('foobar')).toBe(mix32(0xbf9cf968));
});

it('draws the stream that the resamples of released reports were drawn from (decision 11)', () => {
  const key = streamKey(20251123, 0, 0);
  // the same eight out of whole-number arithmetic in Python
  expect(Array.from({ length: 8 }, (_, draw) => drawIndex(key, draw, 1000))).toEqual([
    575, 221, 286, 568, 751, 865, 781, 329,
  ]);
});
