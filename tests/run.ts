import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  add,
  type Count,
  closingLine,
  countOfPytest,
  countOfStatus,
  countOfVitest,
  exitStatus,
  nothing,
} from './counts.ts';

/**
 * `npm test`: every check in turn, all of them even if one fails, then the closing line `N passed, N failed, N skipped`.
 * `npm test -- GROUP…` takes the groups that are named. With FX_CI_STRICT=1 a skip is a failure.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const results = `${root}test-results/`;

interface Check {
  name: string;
  /** a program and its arguments, by path from the root */
  command: readonly string[];
  /** the report of a check that counts for as many tests as it has */
  report?: { file: string; count: (text: string, status: number | null) => Count };
}

const groups: Readonly<Record<string, readonly Check[]>> = {
  parity: [{ name: 'parity with the field’s own tools', command: ['tests/parity/parity.ts'] }],
  training: [
    {
      name: 'tests of the training',
      command: ['tests/parity/training.ts'],
      report: { file: `${results}training.xml`, count: countOfPytest },
    },
  ],
  lint: [
    {
      name: 'formatting, lint and import cycles',
      command: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
    },
    { name: 'unused files, exports and dependencies', command: ['node_modules/knip/bin/knip.js'] },
    { name: 'lint and formatting of Python', command: ['tests/parity/ruff.ts'] },
  ],
  typecheck: [
    {
      name: 'types of pages',
      command: ['node_modules/astro/bin/astro.mjs', 'check', '--minimumFailingSeverity', 'error'],
    },
    { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  ],
  tests: [
    {
      name: 'tests',
      command: [
        ...['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json'],
        `--outputFile.json=${results}vitest.json`,
      ],
      report: { file: `${results}vitest.json`, count: countOfVitest },
    },
  ],
};
const usual = ['lint', 'typecheck', 'tests'];

function node([program = '', ...rest]: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [`${root}${program}`, ...rest], { cwd: root, stdio: 'inherit' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
}

async function perform({ name, command, report }: Check): Promise<Count> {
  console.log(`\n── ${name}`);
  if (!report) return countOfStatus(await node(command));
  await rm(report.file, { force: true });
  const status = await node(command);
  const text = await readFile(report.file, 'utf8').catch(() => null);
  if (text !== null) return report.count(text, status);
  return countOfStatus(status === 0 ? null : status); // what ended well without a report has tested nothing
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in groups));
if (unknown.length > 0)
  throw new Error(`There is no group ${unknown.join(', ')}. Groups: ${Object.keys(groups).join(', ')}.`);

await mkdir(results, { recursive: true });
let count = nothing;
for (const group of wanted.length > 0 ? wanted : usual) {
  for (const check of groups[group] ?? []) count = add(count, await perform(check));
}
const isStrict = process.env['FX_CI_STRICT'] === '1';
process.exitCode = exitStatus(count, isStrict);
if (isStrict && count.skipped > 0) console.log('\nFX_CI_STRICT=1: what was skipped (above) is a failure here.');
console.log(`\n${closingLine(count)}`);
