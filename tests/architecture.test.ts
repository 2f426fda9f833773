import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** Imports point one way: each folder may use itself and those before it. */
const order = ['submissions', 'db', 'grader', 'site'] as const;
const files = globSync('{submissions,db,grader,site}/**/*.{ts,astro}').filter((file) => !file.endsWith('.test.ts'));

async function importsOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  const found = text.matchAll(/(?:from|import|import\()\s*['"]([^'"]+)['"]/g);
  return [...found].map(([, name = '']) => resolve(file, name));
}

/** A file of ours by its path from the root, anything else by its name. */
function resolve(file: string, name: string): string {
  if (name.startsWith('#')) return name.slice(1);
  return name.startsWith('.') ? path.join(path.dirname(file), name) : name;
}

const layerOf = (file: string) => order.findIndex((folder) => file.startsWith(`${folder}/`));

describe('imports', () => {
  it('are looked for in files that are there', () => {
    expect(files.length).toBeGreaterThan(100);
  });

  it('point one way: submissions ← db ← grader ← site', async () => {
    for (const file of files) {
      for (const name of await importsOf(file)) {
        expect(layerOf(name), `${file} imports ${name}`).toBeLessThanOrEqual(layerOf(file));
      }
    }
  });

  it('of grader/metrics stay in grader/metrics', async () => {
    for (const file of files.filter((each) => each.startsWith('grader/metrics/'))) {
      for (const name of await importsOf(file)) expect(name, file).toMatch(/^grader\/metrics\//);
      expect(await readFile(file, 'utf8'), file).not.toMatch(/Math\.random|new Date|Date\.now|performance\./);
    }
  });

  it('of the site never reach the sealed answers or the grading', async () => {
    const sealed = ['truth/file', 'truth/cache', 'jobs/loaded-truth', 'jobs/grade', 'jobs/grade-thread']
      .concat('reading/measurement-files', 'jobs/compare-thread', 'jobs/compare')
      .map((name) => `grader/${name}.ts`);
    const seen = new Set<string>();
    const walk = async (file: string): Promise<void> => {
      if (seen.has(file) || layerOf(file) < 0) return;
      seen.add(file);
      expect(sealed, `the site reaches ${file}`).not.toContain(file);
      for (const name of await importsOf(file)) await walk(name);
    };
    for (const file of files.filter((each) => each.startsWith('site/'))) await walk(file);
    expect(seen).toContain('grader/intake/receive.ts');
  });

  it('of BullMQ stand in one file, and the environment is read in one file', async () => {
    const texts = await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const));
    const holding = (text: string) => texts.filter(([, content]) => content.includes(text)).map(([file]) => file);
    expect(holding("from 'bullmq'")).toEqual(['grader/services/queue.ts']);
    expect(holding('process.env').filter((file) => file !== 'db/env.ts')).toEqual([]);
  });
});

describe('the tree', () => {
  it('has no folder whose name was not looked for', () => {
    const vague = /\/(utils?|lib|common|helpers?|types|core)\//;
    expect(files.filter((file) => vague.test(`/${file}`))).toEqual([]);
  });

  it('has files that fit the eye', async () => {
    for (const file of files) {
      const lines = (await readFile(file, 'utf8')).split('\n').length;
      expect(lines, file).toBeLessThanOrEqual(320);
    }
  });
});
