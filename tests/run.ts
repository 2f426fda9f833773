import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** `npm test`: every check in turn, all of them even if one fails, and the closing line `N passed, N failed`. */
const root = fileURLToPath(new URL('..', import.meta.url));
const results = `${root}test-results/vitest.json`;
const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numTotalTestSuites: z.number(),
  success: z.boolean(),
});

const checks = [
  { name: 'formatting, lint and import cycles', command: ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings'] },
  { name: 'types of pages', command: ['astro/bin/astro.mjs', 'check', '--minimumFailingSeverity', 'error'] },
  { name: 'types', command: ['typescript/bin/tsc', '-p', '.'] },
];
const tests = ['vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`];

async function node(argumentsOfNode: readonly string[]): Promise<boolean> {
  const [program = '', ...rest] = argumentsOfNode;
  const child = spawn(process.execPath, [`${root}node_modules/${program}`, ...rest], { cwd: root, stdio: 'inherit' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}

let passed = 0;
let failed = 0;
for (const { name, command } of checks) {
  console.log(`\n── ${name}`);
  if (await node(command)) passed++;
  else failed++;
}
console.log('\n── tests');
await mkdir(`${root}test-results`, { recursive: true });
const ran = await node(tests);
const report = vitestReport.parse(JSON.parse(await readFile(results, 'utf8')));
passed += report.numPassedTests;
failed += report.numFailedTests;
if (!ran && report.numFailedTests === 0) failed++; // a file that could not be loaded, an unhandled error
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
