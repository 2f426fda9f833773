import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deserializeValue, readSerialized, serializeValue } from './serialize.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'fx-packed-'));
});
afterAll(() => rm(directory, { recursive: true }));

const floats = fc.array(fc.double(), { maxLength: 20 }).map((list) => Float64Array.from(list));
const bytes = fc.uint8Array({ maxLength: 20 });
const value = fc.record({
  name: fc.string({ unit: 'binary' }),
  n: fc.nat(),
  nothing: fc.constant(null),
  scores: floats,
  lists: fc.array(fc.record({ members: bytes, weights: floats }), { maxLength: 5 }),
});

describe('packed values', () => {
  it('come back as they were, arrays of any length after one another', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(deserializeValue(serializeValue(given).buffer)).toEqual(given);
      }),
    );
  });

  it('are read from a file into memory that threads share', async () => {
    const file = path.join(directory, 'a.packed');
    await writeFile(file, serializeValue({ odd: Uint8Array.of(1, 2, 3), numbers: Float64Array.of(0.1, -0) }));
    const read = await readSerialized<{ odd: Uint8Array; numbers: Float64Array }>(file);
    expect(read).toEqual({ odd: Uint8Array.of(1, 2, 3), numbers: Float64Array.of(0.1, -0) });
    expect(read.numbers.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it.each([
    ['empty', new Uint8Array(0)],
    ['something else', new TextEncoder().encode('{"n": 3, "this is": "no packed value"}')],
    ['cut short', serializeValue({ numbers: new Float64Array(100) }).subarray(0, 200)],
  ])('are not made of bytes that are %s', async (_what, given) => {
    const file = path.join(directory, 'b.packed');
    await writeFile(file, given);
    await expect(readSerialized(file)).rejects.toThrow();
  });
});
