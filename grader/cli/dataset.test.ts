import { mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { addDatasetCommands } from './dataset.ts';

let folder = '';
let printed: string[] = [];
const at = (...names: string[]) => path.join(folder, ...names);

/** Runs `fx dataset …` and gives its exit code. @throws as the command does */
async function fx(...words: string[]): Promise<number> {
  const program = new Command('fx').exitOverride().configureOutput({ writeErr: () => {} });
  addDatasetCommands(program);
  for (const command of program.commands.flatMap((each) => each.commands)) command.exitOverride();
  process.exitCode = 0;
  await program.parseAsync(['dataset', ...words], { from: 'user' });
  const code = Number(process.exitCode);
  process.exitCode = 0;
  return code;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fx-cli-'));
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
  await fx('mini', '--out', at('mini'), '--truth-dir', at('sealed'), '--seed', '3', '--dev', '6', '--test', '2');
}, 30_000);
beforeEach(() => {
  printed = [];
});
afterAll(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

describe('fx dataset', () => {
  it('check ends with 0 on a clean data set and says so', async () => {
    expect(await fx('check', at('mini'), '--truth-dir', at('sealed'))).toBe(0);
    expect(printed.at(-1)).toBe('No findings.');
  });

  it('check --against ends by the agreement of the two files', async () => {
    const truth = at('mini', 'dev.truth.jsonl');
    expect(await fx('check', at('mini'), '--against', truth, '--json')).toBe(0);
    expect(JSON.parse(printed.join('\n'))).toMatchObject({ shared: 6, explained: 3, iou: 1, passes: true });
    expect(await fx('check', truth, '--against', truth)).toBe(0);
  });

  it('sheet draws a PNG', async () => {
    await fx('sheet', at('mini'), '--out', at('sheet.png'), '--images', '4', '--columns', '2');
    expect((await sharp(await readFile(at('sheet.png'))).metadata()).format).toBe('png');
  });

  it('throws on wrong usage and on what is not there, which the program ends with 2', async () => {
    await expect(fx('mini', '--out', at('x'), '--dev', 'many')).rejects.toThrow('whole number');
    await expect(fx('check', at('nothing'))).rejects.toThrow('holds no data set');
    await expect(fx('check', at('mini'), '--part', 'test', '--against', at('x'))).rejects.toThrow('--part');
    await expect(fx('mini', '--out', at('mini'))).rejects.toThrow('is not empty');
  });

  it('check --json ends with 1 and the findings on a broken image', async () => {
    const [first = ''] = (await readFile(at('mini', 'dev.manifest.jsonl'), 'utf8')).split('\n');
    await truncate(at('mini', JSON.parse(first).file), 100);
    expect(await fx('check', at('mini'), '--truth-dir', at('sealed'), '--json')).toBe(1);
    expect(JSON.parse(printed.join('\n')).counts).toEqual({ unreadable_file: 1 });
  });
});
