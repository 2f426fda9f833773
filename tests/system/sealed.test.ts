import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { siteProgram, workerProgram } from '#grader/start/programs.ts';
import { truthFile } from '#grader/truth/file.ts';
import { openWorld } from '../world/services.ts';

it('starts the site unable to read the sealed answers, even by their exact name', async () => {
  await using world = await openWorld();
  const program = siteProgram(process.cwd(), world.env);
  const sealed = truthFile(world.env.dataDir, world.env.truthDir, world.test);
  const open = path.join(world.env.dataDir, 'dataset', 'dev.truth.jsonl');
  const probe = path.join(world.env.dataDir, 'dataset', 'probe.mjs');
  await writeFile(
    probe,
    'import { readFileSync } from "node:fs"; readFileSync(process.argv[2]); console.log("read it");',
  );
  const flags = program.arguments.slice(0, -1);
  const read = (file: string) => spawnSync(process.execPath, [...flags, probe, file], { encoding: 'utf8' });
  expect(read(open).stdout).toBe('read it\n');
  expect(read(sealed).stderr).toContain('ERR_ACCESS_DENIED');
  expect(read(sealed).stdout).toBe('');
});

it('tells the worker where the sealed answers are, and the site not', async () => {
  await using world = await openWorld();
  expect(workerProgram('/code', world.env).env['FX_TRUTH_DIR']).toBe(world.env.truthDir);
  expect(siteProgram('/code', world.env).env['FX_TRUTH_DIR']).toBeUndefined();
});
