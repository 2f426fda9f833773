import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPredictions } from '#grader/reading/read-file.ts';
import { packTruth } from '#grader/truth/pack.ts';
import { readTruth } from '#submissions/dataset-files.ts';
import { drawResampleCounts } from './resample-counts.ts';
import { type Scored, score } from './score.ts';
import { openScoringThreads } from './threads.ts';

/** The same content in other clothes gives the same report to the bit, from the bytes of both files on. */
const golden = (name: string) =>
  readFileSync(new URL(`../../tests/golden/${name}.jsonl`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
const truthLines = golden('good.truth');
const lines = golden('good.predictions');
const resampling = { seed: 3, resamples: 40 };
const alone = openScoringThreads(1);

async function packed(truth: readonly string[], predictions: Uint8Array, cut: number) {
  const pack = packTruth(await readTruth([Buffer.from(truth.join('\n'))]));
  const chunks = Array.from({ length: Math.ceil(predictions.length / cut) }, (_, i) =>
    predictions.subarray(i * cut, (i + 1) * cut),
  );
  const read = await readPredictions(alone, () => Readable.from(chunks), { truth: pack });
  if (read.kind === 'issues') throw new Error(JSON.stringify(read.list));
  return [pack, read.measurements] as const;
}

const grade = async (truth: readonly string[], predictions: Uint8Array, cut = 65_536): Promise<Scored> =>
  score(...(await packed(truth, predictions, cut)), resampling);

/** Any order of a list, drawn by fast-check so that a failure shrinks. */
const orderOf = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: list.length });

/** The keys of every object of a value, by turns as they are and turned round. */
function turnKeys(value: unknown, turn: () => boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => turnKeys(each, turn));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, turnKeys(each, turn)] as const);
  return Object.fromEntries(turn() ? entries.toReversed() : entries);
}

const clothes = fc.record({
  truth: orderOf(truthLines),
  lines: orderOf(lines),
  turns: fc.infiniteStream(fc.boolean()),
  end: fc.constantFrom('\n', '\r\n', '\n\n', ' \n'),
  mark: fc.constantFrom('', '\ufeff'),
  indent: fc.nat(2),
  pack: fc.constantFrom<((bytes: Buffer) => Uint8Array)[]>(
    (bytes) => bytes,
    gzipSync,
    zstdCompressSync,
    inMembers(gzipSync),
    inMembers(zstdCompressSync),
  ),
  cut: fc.integer({ min: 900, max: 100_000 }),
});

function inMembers(squeeze: (bytes: Buffer) => Buffer) {
  return (bytes: Buffer) => {
    const ends = [bytes.length / 3, bytes.length / 2, bytes.length].map(Math.floor);
    return Buffer.concat(ends.map((end, i) => squeeze(bytes.subarray(ends[i - 1] ?? 0, end))));
  };
}

describe('the report of the same content is the same to the bit', () => {
  it('whatever the order of lines and keys, the line ends, blanks, compression and cuts', async () => {
    const expected = await grade(truthLines, Buffer.from(lines.join('\n')));
    expect(expected.slices['overall']?.metrics.ap).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(clothes, async ({ truth, lines: mixed, turns, end, mark, indent, pack, cut }) => {
        const turn = () => turns.next().value === true;
        const dressed = mixed.map((line) =>
          JSON.stringify(turnKeys(JSON.parse(line), turn), null, ' '.repeat(indent)).replaceAll('\n', ' '),
        );
        const bytes = pack(Buffer.from(mark + dressed.join(end)));
        expect(await grade(truth, bytes, cut)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('on any number of threads, from a packed file as from a plain one', async () => {
    const expected = await grade(truthLines, Buffer.from(lines.join('\n')));
    const pack = packTruth(await readTruth([Buffer.from(truthLines.join('\n'))]));
    const resampleCounts = drawResampleCounts(pack, resampling);
    const file = zstdCompressSync(Buffer.from(lines.toReversed().join('\n')));
    for (const count of [1, 2, 4]) {
      await using threads = openScoringThreads(count);
      const read = await readPredictions(threads, () => Readable.from([file]), { truth: pack });
      if (read.kind === 'issues') throw new Error(JSON.stringify(read.list));
      expect(await threads.score(pack, read.measurements, { resampleCounts })).toEqual(expected);
    }
  });
});
