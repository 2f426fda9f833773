import { sha256Of } from '#submissions/sha256.ts';
import { createReadStream, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { graderReleases } from '#grader/release/changelog.ts';
import { measurePredictions } from '#grader/reading/measure.ts';
import { packTruth } from '#grader/truth/pack.ts';
import { score } from '#grader/scoring/score.ts';
import { defaultSeed, graderVersion } from '#grader/release/version.ts';
import { readTruth } from '#submissions/dataset-files.ts';
import { type Prediction, prediction } from '#submissions/format.ts';

/**
 * What each released grader says of the golden files, as a hash of all its numbers to twelve digits. When this fails a
 * number of a report has changed: release a new version in grader/release/changelog.ts, say there what changed, and add its
 * hashes here. Hashes of released versions are never edited.
 */
const here = (name: string) => new URL(name, import.meta.url);
const released: Record<string, Record<string, string>> = JSON.parse(readFileSync(here('reports.json'), 'utf8'));

async function hashOfReport(name: string): Promise<string> {
  const truth = packTruth(await readTruth(createReadStream(here(`${name}.truth.jsonl`))));
  const lines = readFileSync(here(`${name}.predictions.jsonl`), 'utf8').trimEnd().split('\n');
  const read = lines.filter(Boolean).map((line): Prediction => prediction.parse(JSON.parse(line.replace(/^\uFEFF/, ''))));
  const { slices } = score(truth, measurePredictions(truth, read), { seed: defaultSeed, resamples: 200 });
  const rounded = JSON.stringify(slices, (_key, value) => (typeof value === 'number' ? Number(value.toPrecision(12)) : value));
  return sha256Of(rounded);
}

describe('the grader', () => {
  it.each(['good', 'poor', 'no-scores', 'edge'])('says of the golden set %s what its version said when released', async (name) => {
    expect(released[graderVersion], `hashes of ${graderVersion} in tests/golden/reports.json`).toBeDefined();
    expect(await hashOfReport(name), 'a number changed: release a new version in grader/release/changelog.ts').toBe(released[graderVersion]?.[name]);
  });

  it('has a changelog with every version that has hashes, the newest first', () => {
    const versions = graderReleases.map(({ version }) => version);
    for (const version of Object.keys(released)) expect(versions).toContain(version);
    const dates = graderReleases.map(({ date }) => date);
    expect(dates).toEqual([...dates].sort().reverse());
    for (const { changes } of graderReleases) expect(changes.length).toBeGreaterThan(0);
  });
});
