import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badSamples, sampleImages } from '#tests/hostile/bad-samples.ts';
import { checkPredictions } from './check-file.ts';
import { checkLine } from './check-line.ts';
import { type Prediction, prediction as predictionSchema } from './format.ts';
import { type IssueList, issueCodes } from './issue.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const goodFile = bytes(
  '{"image_id": "a", "label": "fake", "score": 0.9, "regions": [{"box": [0, 0, 101, 80.5], "text": "𝓍"}], "tags": ["other"]}\r\n\n' +
    '{"image_id": "b", "label": "real", "regions": [], "tags": []}',
);

async function* inChunks(file: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const sorted = [...new Set([0, ...cuts.map((cut) => cut % (file.byteLength + 1)), file.byteLength])].sort(
    (a, b) => a - b,
  );
  for (const [index, start] of sorted.entries()) yield file.subarray(start, sorted[index + 1]);
}

async function check(file: Uint8Array, cuts: readonly number[] = []): Promise<{ list: IssueList; read: Prediction[] }> {
  const read: Prediction[] = [];
  const list = await checkPredictions(inChunks(file, cuts), sampleImages, { onPrediction: (each) => read.push(each) });
  return { list, read };
}

describe('a bad file of each code', () => {
  it.each(issueCodes)('%s', async (code) => {
    const { bytes: file, line, says } = badSamples[code];
    const { list } = await check(file);
    expect(list.issues.map((issue) => issue.code)).toContain(code);
    const issue = list.issues.find((each) => each.code === code);
    expect(issue?.line).toBe(line);
    expect(issue?.message).toContain(says);
    expect(list.counts[code]).toBeGreaterThan(0);
  });
});

describe('a good file', () => {
  it('is clean however it is packed', async () => {
    const withMark = new Uint8Array([0xef, 0xbb, 0xbf, ...goodFile]);
    const members = Buffer.concat([gzipSync(goodFile.subarray(0, 40)), gzipSync(goodFile.subarray(40))]);
    for (const file of [goodFile, withMark, gzipSync(goodFile), zstdCompressSync(goodFile), members]) {
      const { list, read } = await check(file);
      expect(list).toEqual({ issues: [], counts: {} });
      expect(read.map((each) => each.image_id)).toEqual(['a', 'b']);
    }
  });

  it('is read whole from several members or frames, wherever the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(gzipSync, zstdCompressSync),
        fc.array(fc.nat(goodFile.byteLength), { maxLength: 4 }),
        fc.array(fc.nat(1000), { maxLength: 12 }),
        async (squeeze, ends, cuts) => {
          const sorted = [0, ...ends, goodFile.byteLength].toSorted((a, b) => a - b);
          const parts = sorted.slice(1).map((end, index) => squeeze(goodFile.subarray(sorted[index], end)));
          expect((await check(Buffer.concat(parts), cuts)).list).toEqual({ issues: [], counts: {} });
        },
      ),
    );
  });

  it('reads the same wherever its bytes are cut', async () => {
    const dirty = Buffer.concat([goodFile, bytes('\n{"image_id": "ä"}\n'), new Uint8Array([0xc3])]);
    const whole = await check(dirty);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1000), { maxLength: 20 }), async (cuts) => {
        expect(await check(dirty, cuts)).toEqual(whole);
      }),
    );
  });
});

describe('a broken stream', () => {
  it.each([
    ['cut gzip', gzipSync(goodFile).subarray(0, -6)],
    ['cut zstd', zstdCompressSync(goodFile).subarray(0, -3)],
    ['damaged gzip', gzipSync(goodFile).fill(7, 12, 20)],
    ['bytes after the end of gzip', Buffer.concat([gzipSync(goodFile), bytes('{"image_id": "c"}')])],
    ['bytes after the end of zstd', Buffer.concat([zstdCompressSync(goodFile), bytes('{"image_id": "c"}')])],
    ['a cut second member of gzip', Buffer.concat([gzipSync(goodFile), gzipSync(bytes('\n\n')).subarray(0, -6)])],
    [
      'a cut second frame of zstd',
      Buffer.concat([zstdCompressSync(goodFile), zstdCompressSync(bytes('\n\n')).subarray(0, -3)]),
    ],
    [
      'more frames of zstd than anybody needs',
      Buffer.concat(Array(10_001).fill(zstdCompressSync(goodFile.subarray(0, 0)))),
    ],
  ])('%s is bad_compression', async (_name, file) => {
    const { list } = await check(file);
    expect(list.counts).toEqual({ bad_compression: 1 });
  });

  it('passes on what the source throws', async () => {
    async function* cut() {
      yield gzipSync(goodFile).subarray(0, 20);
      throw new Error('the client went away');
    }
    await expect(checkPredictions(cut(), sampleImages)).rejects.toThrow('the client went away');
  });

  it('stops at its bounds, counted on real bytes', async () => {
    async function* source() {
      yield goodFile;
    }
    const packed = await checkPredictions(source(), sampleImages, { bounds: { fileBytes: 10, unpackedBytes: 1e9 } });
    expect(packed.counts).toEqual({ file_too_large: 1 });
  });
});

describe('bad input of many kinds', () => {
  it('lists the first 100 issues and counts all', async () => {
    const { list } = await check(bytes('{}\n'.repeat(300)));
    expect(list.issues).toHaveLength(100);
    expect(list.counts).toEqual({ missing_field: 600, missing_image: 2 });
  });

  it('does not call an image missing whose line is bad, and lists all issues of a line', async () => {
    const { list } = await check(
      bytes('{"image_id": "a", "label": "x", "score": 2}\n{"image_id": "b", "label": "real"}'),
    );
    expect(list.counts).toEqual({ bad_label: 1, bad_score: 1 });
  });

  it('keeps ids apart that JavaScript numbers would merge', async () => {
    const images = new Map([['9007199254740993', { width: 9, height: 9 }]]);
    async function* source() {
      yield bytes('{"image_id": 9007199254740993, "label": "real"}\n{"image_id": "9007199254740992", "label": "real"}');
    }
    expect((await checkPredictions(source(), images)).counts).toEqual({
      wrong_type: 1,
      unknown_image: 1,
      missing_image: 1,
    });
  });

  it('survives deep nesting and a line of 200 MB in bounded memory', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const { list } = await check(
      bytes(`{"image_id": "a", "label": "fake", "regions": [{"box": [${deep}], "text": "x"}]}`),
    );
    expect(list.counts).toMatchObject({ bad_box: 1 });
    async function* long() {
      const chunk = new Uint8Array(1024 * 1024).fill(0x78);
      for (let i = 0; i < 200; i++) yield chunk;
    }
    const before = process.memoryUsage().arrayBuffers;
    expect((await checkPredictions(long(), sampleImages)).counts).toMatchObject({ line_too_long: 1 });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024);
  });
});

describe('the fast reader and the schema', () => {
  const odd = fc.oneof(
    fc.constantFrom<unknown>('fake', 'real', 'x', '', null, true, 'x'.repeat(1001), '\ud800', {}, []),
    fc.double(),
    fc.integer({ min: -2, max: 4 }),
  );
  /** mostly right, now and then odd */
  const mostly = (right: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: odd });
  const region = fc.record<Record<string, unknown>>(
    {
      box: mostly(fc.tuple(fc.nat(20), fc.nat(20), fc.integer({ min: 21, max: 50 }), fc.integer({ min: 21, max: 50 }))),
      text: mostly(fc.string({ minLength: 1 })),
      score: mostly(fc.double({ noNaN: true, noDefaultInfinity: true })),
    },
    { requiredKeys: ['box', 'text'] },
  );
  const line = fc.record<Record<string, unknown>>(
    {
      image_id: mostly(fc.constant('a')),
      label: mostly(fc.constantFrom('fake', 'real')),
      score: mostly(fc.double({ min: 0, max: 1, noNaN: true })),
      regions: mostly(fc.array(mostly(region), { maxLength: 3 })),
      tags: mostly(fc.array(mostly(fc.constantFrom('other', 'texture', 'attributes')), { maxLength: 3 })),
      extra: odd,
    },
    { requiredKeys: ['image_id', 'label'] },
  );

  it('accept and reject the same lines', () => {
    let accepted = 0;
    fc.assert(
      fc.property(line, (value) => {
        const text = JSON.stringify(value);
        const checked = checkLine(bytes(text), 1);
        const beyond = ['box_inverted', 'explained_real']; // rules across numbers and fields, not of the shape
        const ofShape = checked?.issues.filter((issue) => !beyond.includes(issue.code)) ?? [];
        const parsed = predictionSchema.safeParse(JSON.parse(text));
        expect(ofShape.length === 0, `${text} ${JSON.stringify(ofShape)}`).toBe(parsed.success);
        if (checked?.prediction) {
          accepted++;
          expect(checked.prediction).toEqual(parsed.data);
        }
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(50); // some 200 are to be expected
  });
});
