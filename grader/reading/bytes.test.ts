import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openScoringThreads } from '#grader/scoring/threads.ts';
import { packTruth } from '#grader/truth/pack.ts';
import type { Truth } from '#submissions/format.ts';
import { readPredictions } from './read-file.ts';

/** Files of damaged bytes: whatever they are, the answer is columns or issues, never a crash, and it comes. */
const root = new URL('../../tests/golden/', import.meta.url);
const truths: Truth[] = readFileSync(new URL('good.truth.jsonl', root), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(0, 40)
  .map((line) => JSON.parse(line));
const known = new Set(truths.map(({ image_id }) => image_id));
const good = Buffer.from(
  readFileSync(new URL('good.predictions.jsonl', root), 'utf8')
    .trimEnd()
    .split('\n')
    .filter((line) => known.has(JSON.parse(line).image_id))
    .map((line) => `${line}\n`)
    .join(''),
);
const pack = packTruth(truths);
const threads = openScoringThreads(1);

const read = (bytes: Uint8Array, cut = 777) =>
  readPredictions(
    threads,
    () => {
      const chunks = Array.from({ length: Math.ceil(bytes.length / cut) }, (_, i) =>
        bytes.subarray(i * cut, (i + 1) * cut),
      );
      return Readable.from(chunks);
    },
    { truth: pack },
  );

/** One kind of damage at a place between 0 and 1 of the file. */
const damages = {
  cut: (bytes: Buffer, at: number) => bytes.subarray(0, at),
  flip: (bytes: Buffer, at: number, value: number) => {
    const changed = Buffer.from(bytes);
    changed[at] = value;
    return changed;
  },
  insert: (bytes: Buffer, at: number, value: number) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.alloc(1 + (value % 5), value), bytes.subarray(at)]),
  remove: (bytes: Buffer, at: number, value: number) =>
    Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + value)]),
  repeat: (bytes: Buffer, at: number, value: number) =>
    Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - value))]),
};
const damage = fc.tuple(
  fc.constantFrom(...Object.values(damages)),
  fc.double({ min: 0, max: 0.999_999, noNaN: true }),
  fc.integer({ min: 0, max: 255 }),
);
const wrapped = fc.constantFrom(
  (bytes: Buffer) => bytes,
  (bytes: Buffer) => gzipSync(bytes),
  (bytes: Buffer) => zstdCompressSync(bytes),
);

describe('a file of damaged bytes', () => {
  it('is read or has issues that say so', async () => {
    const outcomes = { measured: 0, issues: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(damage, { minLength: 1, maxLength: 3 }),
        wrapped,
        fc.boolean(),
        async (list, wrap, inside) => {
          const hit = (bytes: Buffer) =>
            list.reduce<Buffer>(
              (damaged, [kind, place, value]) => kind(damaged, Math.floor(place * damaged.length), value),
              bytes,
            );
          const result = await read(inside ? wrap(hit(good)) : hit(wrap(good)));
          outcomes[result.kind]++;
          if (result.kind === 'issues') {
            expect(result.list.issues.length).toBeGreaterThan(0);
            for (const issue of result.list.issues) expect(issue.message.length).toBeGreaterThan(10);
          } else expect(result.measurements.saysFake).toHaveLength(pack.n);
        },
      ),
      { numRuns: 400 },
    );
    expect(outcomes.issues).toBeGreaterThan(50);
  });

  it('is read the same from several gzip members or zstd frames as from one', async () => {
    const half = good.indexOf(10, good.length / 2) + 1;
    for (const squeeze of [gzipSync, zstdCompressSync]) {
      const joined = Buffer.concat([squeeze(good.subarray(0, half)), squeeze(good.subarray(half))]);
      expect(await read(joined)).toEqual(await read(good));
    }
  });

  it.each([
    ['half a character at the end', Buffer.concat([good.subarray(0, -20), Buffer.from([0xe2, 0x82])])],
    [
      'a lone surrogate',
      Buffer.from(
        `{"image_id":"${truths[0]?.image_id}","label":"fake","regions":[{"box":[0,0,9,9],"text":"\\ud800"}]}\n`,
      ),
    ],
    [
      'a lone surrogate as bytes',
      Buffer.concat([
        Buffer.from(`{"image_id":"${truths[0]?.image_id}","label":"fake","regions":[{"box":[0,0,9,9],"text":"`),
        Buffer.from([0xed, 0xa0, 0x80]),
        Buffer.from('"}]}\n'),
      ]),
    ],
    [
      'an overlong slash',
      Buffer.concat([Buffer.from('{"image_id":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}\n')]),
    ],
    ['__proto__', Buffer.from('{"__proto__":{"label":"fake"},"image_id":"x","label":"real"}\n')],
    ['a hundred levels', Buffer.from(`{"image_id":${'['.repeat(100)}${']'.repeat(100)},"label":"real"}\n`)],
    ['a hundred levels in a text of objects', Buffer.from(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}\n`)],
    ['a number beyond all bounds', Buffer.from(`{"image_id":"${truths[0]?.image_id}","label":"fake","score":1e400}\n`)],
  ])('with %s has an issue', async (_name, bytes) => {
    const result = await read(bytes);
    expect(result.kind).toBe('issues');
  });

  it('of a million regions on one image is refused in time', async () => {
    const region = '{"box":[0,0,9,9],"text":"a"},';
    const line = `{"image_id":"${truths[0]?.image_id}","label":"fake","regions":[${region.repeat(1_000_000).slice(0, -1)}]}\n`;
    const result = await read(Buffer.from(line), 1 << 16);
    expect(result.kind === 'issues' && result.list.issues[0]?.code).toBe('line_too_long');
  });
});
