import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { mcnemarP } from '#grader/metrics/mcnemar.ts';
import { measurePredictions } from '#grader/reading/measure.ts';
import { score } from '#grader/scoring/score.ts';
import { packTruth } from '#grader/truth/pack.ts';
import { prediction, truth } from '#submissions/format.ts';
import { metrics, overallSlice } from '#submissions/scorecard.ts';
import { endSkipped } from '#tests/skipped.ts';
import { type Case, edgeCases, randomCase } from './cases.ts';
import { fieldPython } from './environment.ts';

/**
 * `npm run parity`: the grader beside pycocotools, scikit-learn, scipy, nltk, rouge-score and statsmodels, on random and
 * edge cases. Makes a Python environment of pinned packages; where that cannot be had it ends as skipped.
 */
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const randomCases = 300;

/** How far the two may be apart. Sums of an assignment and of texts run in another order there. */
const tolerance = (key: string) => {
  if (key.startsWith('ap')) return 1e-10;
  return ['groundingF1', 'groundedText', 'fxScore'].includes(key) ? 1e-9 : 1e-12;
};

const python = fieldPython();
if (!python)
  endSkipped('parity with the field’s own tools was NOT checked: their Python packages could not be installed.');

const child = spawn(python, [here('reference.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
type Figures = Record<string, number | null>;

async function ask<T>(job: object): Promise<T> {
  child.stdin.write(`${JSON.stringify(job)}\n`);
  const { value, done } = await lines.next();
  if (done) throw new Error('The Python side ended early; its output is above.');
  return JSON.parse(value);
}

interface Row {
  key: string;
  largest: number;
  where: string;
  compared: number;
  allowed: number;
}
const rows = new Map<string, Row>();

function compareValues(key: string, ours: number | null, theirs: number | null, where: string, allowed: number): void {
  const row = rows.get(key) ?? { key, largest: 0, where: '', compared: 0, allowed };
  const apart =
    ours === null || theirs === null ? (ours === theirs ? 0 : Number.POSITIVE_INFINITY) : Math.abs(ours - theirs);
  if (ours !== null) row.compared++;
  if (apart > row.largest) Object.assign(row, { largest: apart, where });
  rows.set(key, row);
}

for (const each of [...Array.from({ length: randomCases }, (_, i) => randomCase(i)), ...edgeCases()]) {
  const theirs = await ask<Figures>({ kind: 'score', ...each });
  const ours = scoreOf(each, 0).metrics as Figures;
  for (const { key } of metrics) compareValues(key, ours[key] ?? null, theirs[key] ?? null, each.name, tolerance(key));
}
for (let a = 0; a <= 40; a += 1 + (a >> 2)) {
  for (let b = 0; b <= 400; b += 1 + (b >> 1)) {
    const { p } = await ask<{ p: number }>({ kind: 'mcnemar', a, b });
    compareValues('McNemar, exact p', mcnemarP(a, b), p, `${a} against ${b}`, 1e-9);
  }
}
const golden = goldenCase();
const theirIntervals = await ask<Record<string, [number, number]>>({ kind: 'intervals', ...golden });
const ourIntervals = scoreOf(golden, 2000).intervals as Record<string, [number, number] | null>;
for (const [key, bounds] of Object.entries(theirIntervals)) {
  const ours = ourIntervals[key];
  const width = bounds[1] - bounds[0];
  // Five standard errors of the difference of two percentile bounds from 2,000 resamples, in widths of the interval.
  const allowed = key === 'auroc' ? 1e-9 : 0.108;
  for (const side of [0, 1] as const)
    compareValues(
      `interval of ${key}${key === 'auroc' ? ' (DeLong)' : ', in widths'}`,
      (ours?.[side] ?? Number.NaN) / (key === 'auroc' ? 1 : width),
      bounds[side] / (key === 'auroc' ? 1 : width),
      'golden good',
      allowed,
    );
}
child.stdin.end();

console.log(`${randomCases} random and ${edgeCases().length} edge cases, largest absolute differences:`);
let wrong = 0;
for (const { key, largest, where, compared, allowed } of rows.values()) {
  const holds = largest <= allowed;
  if (!holds) wrong++;
  const verdict = holds ? 'ok' : `TOO LARGE, at ${where}`;
  console.log(
    `${key.padEnd(36)} ${largest.toExponential(1).padStart(8)}  allowed ${allowed.toExponential(0).padStart(6)}  in ${String(compared).padStart(4)}  ${verdict}`,
  );
}
console.log(wrong === 0 ? 'Parity holds.' : `${wrong} differ by more than is allowed.`);
process.exitCode = wrong === 0 ? 0 : 1;

function scoreOf({ truth: truths, predictions }: Case, resamples: number) {
  const pack = packTruth(truths);
  const slice = score(pack, measurePredictions(pack, predictions), { seed: 1, resamples }).slices[overallSlice];
  if (!slice) throw new Error('The report has no overall slice.');
  return slice;
}

function goldenCase(): Case {
  const read = (name: string) =>
    readFileSync(here(`../../tests/golden/${name}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  return {
    name: 'golden good',
    truth: read('good.truth').map((line) => truth.parse(line)),
    predictions: read('good.predictions').map((line) => prediction.parse(line)),
  };
}
