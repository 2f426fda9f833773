import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DocumentedFunction, documentedFunctions, type Promised, runExample, stepsOf } from './doc-examples.ts';
import * as images from './example-images.ts';

/** Every exported function of these folders has an example, and every example is run. */
const documented = globSync('{submissions,grader/metrics,grader/scoring}/*.ts');
/** Their examples may also use what these export. */
const usable = [...documented, ...globSync('grader/{truth,reading,release}/*.ts')];
const sources = (files: readonly string[]) => files.filter((file) => !file.endsWith('.test.ts')).sort();

/** These start threads or write to a cache, which says little in an example. */
const withoutExample = ['openScoringThreads', 'loadResampleCounts'];

const load = (file: string): Promise<Record<string, unknown>> => import(path.resolve(file));

function check({ kind, expression }: Promised, found: unknown, wanted: unknown): void {
  if (kind === 'throws') expect(found, expression).toContain(wanted);
  else if (kind === '→') expect(plain(found), expression).toEqual(plain(wanted));
  else expect(rounded(found), expression).toEqual(rounded(wanted));
}

/** Typed arrays become lists, also inside values, so that an example can write them as such. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object' || value instanceof Map) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

function rounded(value: unknown): unknown {
  const list = plain(value);
  if (Array.isArray(list)) return list.map(rounded);
  return typeof list === 'number' ? Number(list.toFixed(6)) : list;
}

const scope: Record<string, unknown> = {};

beforeAll(async () => {
  for (const file of sources(usable)) Object.assign(scope, await load(file));
  Object.assign(scope, images); // `truth` is the truth of the example images, not the schema
  scope['temporaryFolder'] = await mkdtemp(path.join(tmpdir(), 'fx-examples-'));
});
afterAll(() => rm(String(scope['temporaryFolder']), { recursive: true, force: true }));

const files = await Promise.all(
  sources(documented).map(async (file) => [file, documentedFunctions(await readFile(file, 'utf8'))] as const),
);
const functions = files.flatMap(([file, list]) =>
  list.map((each): [string, DocumentedFunction] => [`${file} ${each.name}`, each]),
);

describe('the doc comment of', () => {
  it('all files is looked for in files that are there', () => {
    expect(functions.length).toBeGreaterThan(80);
  });

  it.each(functions)('%s shows an example that is true', async (title, { name, comment, examples }) => {
    expect(comment, 'a doc comment').toBeTruthy();
    if (withoutExample.includes(name)) return;
    expect(examples.length, 'an @example').toBeGreaterThan(0);
    const own = await load(title.split(' ')[0]!);
    for (const example of examples) {
      expect(
        stepsOf(example).some((step) => 'wanted' in step),
        'a promise: // →',
      ).toBe(true);
      await runExample(example, { ...scope, ...own }, check);
    }
  });
});

describe('an example fails', () => {
  const run = (example: string) => runExample(example, { half: (n: number) => n / 2 }, check);

  it.each([
    ['another value', 'half(3) // → 1'],
    ['another shape', 'half(3) // → [1.5]'],
    ['a value on the next line', 'half(3)\n// → 2'],
    ['a value that is not near enough', 'half(3) // ≈ 1.499'],
    ['no error', 'half(3) // throws Not a number'],
    ['another error', 'JSON.parse("{") // throws Not a number'],
    ['a statement that throws', 'nothing();\nhalf(3) // → 1.5'],
  ])('with %s', async (_what, example) => {
    await expect(run(example)).rejects.toThrow();
  });

  it('but not with the right one', async () => {
    await run('const n = 3;\nhalf(n) // → 1.5\n[half(1), half(3)]\n// ≈ [0.5, 1.5000001]\nhalf() // → NaN');
  });
});
