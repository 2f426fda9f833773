import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { checkPredictions } from '#submissions/check-file.ts';
import { readManifest } from '#submissions/dataset-files.ts';
import type { Box } from '#submissions/format.ts';
import { unpack } from '#submissions/unpack.ts';
import { drawExample } from '../doctor/drawing.ts';
import { type Diagnosis, examine } from '../doctor/examine.ts';
import { printIssues } from './print.ts';

interface DoctorArguments {
  manifest: string;
  fix?: string;
  draw?: string;
}

/** Adds `fx doctor`: says what a file is in place of what it should be, and writes a corrected copy. The server never repairs. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('recognise another convention in a prediction file, and write a corrected copy')
    .argument('<file>', 'JSON Lines, plain, gzip or zstd')
    .requiredOption('--manifest <file>', 'the manifest of the split, in its data set directory')
    .option('--fix <out>', 'write the corrected file')
    .option('--draw <dir>', 'draw three of the boxes, before and after, on their images')
    .action(async (file: string, { manifest, fix, draw }: DoctorArguments) => {
      const lines = await readManifest(createReadStream(manifest));
      const { values, broken } = await readValues(file);
      const found = examine(values, lines);
      tell(found, broken);
      if (draw && found.examples.length > 0) {
        await mkdir(draw, { recursive: true });
        for (const example of found.examples)
          console.log(
            `Drawn: ${await drawExample(example, path.dirname(manifest), draw)} (dashed red as written, green as meant)`,
          );
      }
      const text = found.mended.map((line) => `${JSON.stringify(line)}\n`).join('');
      const sizes = new Map(lines.map(({ image_id, width, height }) => [image_id, { width, height }]));
      const list = await checkPredictions(Readable.from([new TextEncoder().encode(text)]), sizes);
      if (fix) await writeFile(fix, text);
      if (list.issues.length === 0)
        console.log(fix ? `${fix} is clean: submit that.` : 'Corrected, the file is clean: write it with --fix OUT.');
      else {
        console.log(`${fix ?? 'The corrected file'} still has issues that you must decide:`);
        printIssues(list);
        process.exitCode = 1;
      }
    });
}

async function readValues(file: string): Promise<{ values: unknown[]; broken: number }> {
  const chunks = await Array.fromAsync(unpack(createReadStream(file)));
  const lines = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split('\n');
  const values: unknown[] = [];
  let broken = 0;
  for (const line of lines.filter((each) => each.trim() !== '')) {
    try {
      values.push(JSON.parse(line));
    } catch {
      broken++;
    }
  }
  return { values, broken };
}

function tell({ findings, examples, unmended }: Diagnosis, broken: number): void {
  if (findings.length === 0 && unmended.length === 0 && broken === 0)
    console.log('Nothing looks like another convention.');
  for (const { says, count } of findings) console.log(`${String(count).padStart(7)} × ${says}`);
  const box = (value: Box) => `[${value.map((n) => Number(n.toFixed(2))).join(', ')}]`;
  for (const { line, before, after } of examples)
    console.log(`  ${line.image_id} (${line.width} × ${line.height}): ${box(before)} → ${box(after)}`);
  if (broken > 0) console.log(`${broken} lines are not JSON and were left out.`);
  for (const { line, why } of unmended.slice(0, 5)) console.log(`Line ${line} cannot be mended: ${why}`);
  if (unmended.length > 5) console.log(`… and ${unmended.length - 5} more lines.`);
}
