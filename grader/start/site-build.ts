import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { glob, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { nullIfMissing } from '#submissions/missing-file.ts';

const sources = ['site/**/*', 'submissions/*.ts', 'db/**/*', 'grader/**/*.ts', 'astro.config.mjs', 'package-lock.json'];

/** Builds the site into `dist` when its sources changed since the last build. */
export async function buildSite(root: string, say: (text: string) => void): Promise<void> {
  const stamp = path.join(root, 'dist', 'sources.sha256');
  const current = await hashSources(root);
  if ((await nullIfMissing(readFile(stamp, 'utf8'))) === current) return;
  say('Building the site …');
  await runAstroBuild(root);
  await writeFile(stamp, current);
}

async function hashSources(root: string): Promise<string> {
  const hash = createHash('sha256');
  const files: string[] = [];
  for await (const entry of glob(sources, { cwd: root, withFileTypes: true })) {
    if (entry.isFile()) files.push(path.join(entry.parentPath, entry.name));
  }
  for (const file of files.sort()) hash.update(path.relative(root, file)).update(await readFile(file));
  return hash.digest('hex');
}

async function runAstroBuild(root: string): Promise<void> {
  const astro = path.join(root, 'node_modules/astro/bin/astro.mjs');
  const build = spawn(process.execPath, [astro, 'build', '--silent'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [build.stdout, build.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((resolve) => build.once('close', resolve));
  if (code !== 0) throw new Error(`The site could not be built (exit code ${code}):\n${output}`);
}
