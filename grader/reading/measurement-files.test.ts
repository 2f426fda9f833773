import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compare } from '#grader/comparing/compare.ts';
import { packTruth } from '#grader/truth/pack.ts';
import { randomCase } from '#tests/parity/cases.ts';
import { measurePredictions } from './measure.ts';
import { readMeasurements, writeMeasurements } from './measurement-files.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'fx-measurements-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const truthSha256 = 'a'.repeat(64);
const caseOf = (number: number) => {
  const { truth, predictions } = randomCase(number);
  const pack = packTruth(truth);
  return { truth: pack, kept: measurePredictions(pack, predictions) };
};
const files = async () =>
  (await readdir(directory, { recursive: true, withFileTypes: true })).filter((each) => each.isFile());

describe('kept measurements', () => {
  it('give the numbers of the prediction file, one for one', async () => {
    for (let number = 0; number < 12; number++) {
      const { truth, kept } = caseOf(number);
      const sha256 = await writeMeasurements(directory, kept, truthSha256);
      const read = await readMeasurements(directory, sha256, truthSha256);
      expect(read).toEqual(kept);
      const resampling = { seed: 1, resamples: 50 };
      const own = compare(truth, { a: kept, b: kept }, resampling);
      expect(compare(truth, { a: read!, b: kept }, resampling)).toEqual(own);
    }
  });

  it('are kept once, for the owner alone, and under their hash', async () => {
    const { kept } = caseOf(1);
    const before = (await files()).length;
    const sha256 = await writeMeasurements(directory, kept, truthSha256);
    expect(await writeMeasurements(directory, kept, truthSha256)).toBe(sha256);
    expect((await files()).length).toBe(before);
    expect((await stat(path.join(directory, sha256.slice(0, 2), sha256))).mode & 0o777).toBe(0o600);
  });

  it('are not taken for others: wrong bytes and other answers are refused, missing ones are made again', async () => {
    const sha256 = await writeMeasurements(directory, caseOf(2).kept, truthSha256);
    await expect(readMeasurements(directory, sha256, 'b'.repeat(64))).rejects.toThrow('other answers');
    await writeFile(path.join(directory, sha256.slice(0, 2), sha256), 'something else');
    await expect(readMeasurements(directory, sha256, truthSha256)).rejects.toThrow('not those of its name');
    expect(await readMeasurements(directory, 'c'.repeat(64), truthSha256)).toBeNull();
  });
});
