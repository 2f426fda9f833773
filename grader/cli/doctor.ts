import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { readManifest } from '#submissions/dataset-files.ts';
import type { Box, ManifestLine } from '#submissions/format.ts';
import type { IssueList } from '#submissions/issue.ts';
import { type Split, splits } from '#submissions/terms.ts';
import { unpack } from '#submissions/unpack.ts';
import { type Corrector, openCorrector } from '../doctor/correct.ts';
import { drawExample } from '../doctor/drawing.ts';
import { type Diagnosis, openExaminer, tellEvidence, tellFinding } from '../doctor/examine.ts';
import { openImageFinder } from '../doctor/images.ts';
import { recogniseSplit, tellSplit } from '../doctor/splits.ts';
import { openValueReader } from '../doctor/values.ts';
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
    .option('--draw <dir>', 'draw the boxes of three images, before and after')
    .action(async (file: string, { manifest, fix, draw }: DoctorArguments) => {
      if (fix && path.resolve(fix) === path.resolve(file))
        throw new Error('The corrected copy cannot be written over the file itself: name another file for --fix.');
      const lines = await readManifest(createReadStream(manifest));
      const examiner = openExaminer(openImageFinder(lines));
      const reader = openValueReader(examiner);
      for await (const chunk of unpack(createReadStream(file))) reader.push(chunk);
      reader.end();
      const found = examiner.diagnosis();
      tell(found);
      const split = recogniseSplit(found, await otherSplits(manifest));
      if (split) console.log(`${tellSplit(split)} Name its manifest instead of ${manifest}.`);
      if (draw && found.examples.length > 0) await drawAll(found, path.dirname(manifest), draw);
      const images = new Map(lines.map((line) => [line.image_id, line]));
      const list = await correct(file, openCorrector(images, found.boxes?.hint ?? null), fix);
      if (list.issues.length === 0)
        console.log(fix ? `${fix} is clean: submit that.` : 'Corrected, the file is clean: write it with --fix OUT.');
      else {
        console.log(`${fix ?? 'The corrected file'} still has issues that you must decide:`);
        printIssues(list);
        process.exitCode = 1;
      }
    });
}

/** Streams the file through the corrector, to disk if there is a place for it. Returns what the checker says of the copy. */
async function correct(file: string, { push, end }: Corrector, fix: string | undefined): Promise<IssueList> {
  let list: IssueList | null = null;
  async function* corrected() {
    for await (const chunk of unpack(createReadStream(file))) yield push(chunk);
    const last = end();
    list = last.list;
    yield last.rest;
  }
  if (fix) await pipeline(Readable.from(corrected()), createWriteStream(fix));
  else for await (const _ of corrected());
  if (!list) throw new Error(`${file} was not read to its end.`);
  return list;
}

/** The images of the other splits whose manifests lie beside this one. */
async function otherSplits(manifest: string): Promise<(readonly [Split, ManifestLine[]])[]> {
  const folder = path.dirname(manifest);
  const beside = new Set(await readdir(folder));
  const others = splits
    .map((split) => [split, `${split}.manifest.jsonl`] as const)
    .filter(([, name]) => beside.has(name) && name !== path.basename(manifest));
  return Promise.all(
    others.map(
      async ([split, name]) => [split, await readManifest(createReadStream(path.join(folder, name)))] as const,
    ),
  );
}

async function drawAll({ examples }: Diagnosis, dataset: string, out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  for (const example of examples)
    console.log(`Drawn: ${await drawExample(example, dataset, out)} (dashed red as written, green as meant)`);
}

function tell({ findings, boxes, examples, unmended }: Diagnosis): void {
  if (findings.length === 0 && unmended.count === 0) console.log('Nothing looks like another convention.');
  for (const finding of findings) console.log(tellFinding(finding));
  if (boxes) console.log(tellEvidence(boxes));
  const show = (box: Box) => `[${box.map((n) => Number(n.toFixed(2))).join(', ')}]`;
  for (const { image, before, after } of examples) {
    const [was, is] = [show(before[0]!), show(after[0]!)];
    if (was !== is) console.log(`  ${image.image_id} (${image.width} × ${image.height}): ${was} → ${is}`);
  }
  for (const { line, why } of unmended.first) console.log(`Line ${line} cannot be mended: ${why}`);
  if (unmended.count > unmended.first.length)
    console.log(`… and ${unmended.count - unmended.first.length} more lines, which are left out.`);
}
