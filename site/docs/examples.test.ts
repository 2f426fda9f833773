import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readPredictions } from '#grader/reading/read-file.ts';
import { score } from '#grader/scoring/score.ts';
import { openScoringThreads } from '#grader/scoring/threads.ts';
import { packTruth } from '#grader/truth/pack.ts';
import { readTruth } from '#submissions/dataset-files.ts';
import { metricKeys } from '#submissions/scorecard.ts';
import { printedResult } from './examples/example.ts';
import { type ExampleSetName, exampleSets, readExampleSet } from './examples/sets.ts';
import { metricExamples } from './examples.ts';
import { mathml } from './tex.ts';

/** The metrics of a set by the project's own grader, read and scored like every file. */
async function gradeSet(name: ExampleSetName) {
  const bytes = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const pack = packTruth(await readTruth([bytes(exampleSets[name].truth)]));
  const read = await readPredictions(
    openScoringThreads(1),
    () => Readable.from([bytes(exampleSets[name].predictions)]),
    {
      truth: pack,
    },
  );
  if (read.kind === 'issues') throw new Error(JSON.stringify(read.list.issues));
  return score(pack, read.measurements, { seed: 1, resamples: 0 }).slices['overall']!.metrics;
}

/** The value of the printed sum. The TeX of the examples is fractions, products, roots, squares and powers of e. */
function evaluate(tex: string): number {
  let code = tex.replaceAll(/\\left|\\right/g, '').replaceAll(String.raw`\cdot`, '*');
  const rules: [RegExp, string][] = [
    [/\\frac\{([^{}]*)\}\{([^{}]*)\}/g, '(($1)/($2))'],
    [/\\sqrt\{([^{}]*)\}/g, 'Math.sqrt($1)'],
    [/\be\^\{([^{}]*)\}/g, 'Math.exp($1)'],
    [/\^2/g, '**2'],
  ];
  for (let before = ''; before !== code; ) {
    before = code;
    for (const [pattern, replacement] of rules) code = code.replaceAll(pattern, replacement);
  }
  code = code.replaceAll(/\)\s*\(/g, ')*(');
  expect(code, 'a sum that this test can read').toMatch(/^(?:[\d\s.()+*/-]|Math\.(?:sqrt|exp))+$/);
  return Number(new Function(`return ${code}`)());
}

describe('the worked example of', () => {
  it.each(metricKeys)('%s has the result that the grader computes from its lines', async (key) => {
    const { set, sum, result } = metricExamples[key];
    const graded = (await gradeSet(set))[key];
    expect(graded).not.toBeNull();
    expect(graded).toBeCloseTo(result, 12);
    expect(evaluate(sum)).toBeCloseTo(result, 12);
    expect(printedResult(graded ?? Number.NaN)).toBe(printedResult(result));
    expect(mathml(`${sum} ${printedResult(result)}`, true)).toContain('<math');
  });

  it('every metric is in one of the sets, and every set is used', () => {
    expect(Object.keys(metricExamples).toSorted()).toEqual([...metricKeys].toSorted());
    const used = new Set(Object.values(metricExamples).map(({ set }) => set));
    expect([...used].toSorted()).toEqual(Object.keys(exampleSets).toSorted());
  });
});

describe('an example set', () => {
  it('names its boxes in the order of its lines', () => {
    expect(readExampleSet('boxes').map(({ names }) => names)).toEqual([
      { annotated: ['g1', 'g2'], predicted: ['p1', 'p2'] },
      { annotated: ['g3', 'g4'], predicted: ['p3', 'p4'] },
      { annotated: [], predicted: ['p5'] },
      { annotated: [], predicted: [] },
    ]);
  });

  it('prints a result with at most four decimals, and says when it is rounded', () => {
    expect([0.55, 5 / 6, 1].map(printedResult)).toEqual(['= 0.55', String.raw`\approx 0.8333`, '= 1']);
  });
});
