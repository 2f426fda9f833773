import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goodLines } from '../world/services.ts';
import { openSite, type SiteWorld } from '../world/site.ts';

let site: SiteWorld;
let file = '';
beforeAll(async () => {
  site = await openSite();
  file = path.join(site.env.dataDir, 'mine.jsonl');
  await writeFile(file, goodLines);
});
afterAll(() => site?.[Symbol.asyncDispose]());

/** Runs `fx submit`; later options win over the ordinary ones. */
async function submit(what: string, ...options: string[]) {
  const usual = ['--method', 'mine', '--token', site.token, '--url', site.address];
  const child = spawn(process.execPath, ['grader/cli.ts', 'submit', what, ...usual, ...options]);
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, ...output };
}

describe('fx submit', () => {
  it.skipIf(process.platform !== 'linux')('says so when a file cannot be read to its end', async () => {
    const { status, stderr } = await submit('/proc/self/mem');
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('could not be read to its end. Nothing was submitted'),
    ]);
  });

  it('prints first to which split a file goes', async () => {
    const sent = await submit(file);
    expect(sent.stdout).toContain(`Submitting ${file} to the test split of ${site.address}.\nAccepted as s`);
    expect([sent.status, sent.stderr]).toEqual([0, expect.not.stringContaining('Look again')]);
    expect((await submit(file, '--split', 'dev')).stdout).toContain('to the dev split of');
    expect((await submit(file, '--split', 'train')).status).toBe(2);
  });

  it('prints the hint of the site about the boxes', async () => {
    const odd = path.join(site.env.dataDir, 'odd.jsonl');
    const region = '{"box": [0.1, 0.1, 0.5, 0.5], "text": "x"}';
    const regions = [region, region, region].join();
    await writeFile(odd, `{"image_id":"a","label":"fake","regions":[${regions}]}\n{"image_id":"b","label":"real"}`);
    const sent = await submit(odd, '--split', 'dev');
    expect([sent.status, sent.stderr]).toEqual([0, expect.stringContaining('Look again: Most boxes look normalised')]);
  });

  it.each([
    ['a folder', () => [site.env.dataDir], 'is no file. Name the prediction file itself.'],
    ['no file', () => [`${file}.not`], 'no such file'],
    ['no scheme', () => [file, '--url', '127.0.0.1:4500'], 'Begin it with http:// or https://'],
    ['a name as scheme', () => [file, '--url', 'localhost:4500'], 'Begin it with http:// or https://'],
    ['a wrong token', () => [file, '--token', 'fx_wrong'], '401: No team has this token.'],
    ['nobody there', () => [file, '--url', 'http://127.0.0.1:9'], 'Is the site running'],
  ])('ends with 2 and a sentence: %s', async (_, options, says) => {
    const [what = '', ...more] = options();
    const { status, stderr } = await submit(what, ...more);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/(^|\n)fx: /)]);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('    at ');
  });
});
