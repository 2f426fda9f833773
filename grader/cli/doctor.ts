import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, createZstdCompress } from 'node:zlib';
import { type Command, Option } from 'commander';
import { readingNames } from '#grader/doctor/conventions.ts';
import { type Corrector, openCorrector } from '#grader/doctor/corrected-copy.ts';
import { drawExample } from '#grader/doctor/drawing.ts';
import { type Diagnosis, describeEvidence, describeFinding, openExaminer } from '#grader/doctor/examine.ts';
import { openImageFinder } from '#grader/doctor/images.ts';
import { openValueReader } from '#grader/doctor/value-reader.ts';
import { describeSplit, recogniseSplit } from '#grader/doctor/wrong-split.ts';
import type { BoxEvidence } from '#submissions/box-convention.ts';
import { readManifest } from '#submissions/dataset-files.ts';
import type { Box } from '#submissions/format.ts';
import type { IssueHint, IssueList } from '#submissions/issue.ts';
import { unpack } from '#submissions/unpack.ts';
import { printIssues } from './print.ts';
import { manifestsBeside } from './splits-beside.ts';

interface DoctorArguments {
  manifest: string;
  boxes?: string;
  fix?: string;
  draw?: string;
}

/** Adds `fx doctor`: recognises what a file is in place of what it should be, and writes a corrected copy. The server never repairs. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'recognise another convention in a prediction file (boxes, labels, file names as ids, raw answers, one JSON list, UTF-16), and write a corrected copy',
    )
    .argument('<file>', 'JSON Lines, plain, gzip or zstd')
    .requiredOption('--manifest <file>', 'the manifest of the split, in its data set directory')
    .option('--fix <out>', 'write the corrected file, compressed where its name ends in .gz or .zst')
    .addOption(
      new Option('--boxes <reading>', 'what your boxes are, where the file leaves it open').choices([
        ...readingNames.keys(),
      ]),
    )
    .option('--draw <dir>', 'draw the boxes of three images, before and after')
    .action(async (file: string, { manifest, boxes, fix, draw }: DoctorArguments) => {
      if (fix && path.resolve(fix) === path.resolve(file))
        throw new Error('The corrected copy cannot be written over the file itself: name another file for --fix.');
      const lines = await readManifest(createReadStream(manifest));
      const examiner = openExaminer(openImageFinder(lines));
      const reader = openValueReader(examiner);
      for await (const chunk of unpack(createReadStream(file))) reader.push(chunk);
      reader.end();
      const found = examiner.diagnosis(boxes === undefined ? undefined : readingNames.get(boxes));
      printDiagnosis(found);
      const split = recogniseSplit(found, await manifestsBeside(manifest));
      if (split) console.log(`${describeSplit(split)} Name its manifest instead of ${manifest}.`);
      if (draw && found.examples.length > 0) await drawAll(found, path.dirname(manifest), draw);
      const images = new Map(lines.map((line) => [line.image_id, line]));
      if (found.lines > 0 && found.lines === found.unrepaired.count) {
        console.log('No line of it can be repaired by a program, so there is no corrected copy.');
        process.exitCode = 1;
        return;
      }
      const list = await correct(file, openCorrector(images, found.boxes?.hint ?? null), fix);
      if (list.issues.length === 0)
        console.log(
          fix
            ? `${fix}${packingWords(fix)} is clean: submit that.`
            : 'Corrected, the file is clean: write it with --fix OUT.',
        );
      else {
        console.log(`${fix ? fix + packingWords(fix) : 'The corrected file'} still has issues that you must decide:`);
        printIssues(list);
        process.exitCode = 1;
      }
    });
}

/** How a copy is compressed, by the ending of its name. */
const packings = [
  { ending: '.gz', name: 'gzip', open: () => createGzip() },
  { ending: '.zst', name: 'Zstandard', open: () => createZstdCompress() },
] as const;

function packingWords(out: string): string {
  const packing = packings.find(({ ending }) => out.endsWith(ending));
  return packing ? ` (compressed with ${packing.name})` : '';
}

/** Streams the file through the corrector, to `fix` where it is given. Returns the issues of the copy. */
async function correct(file: string, { push, end }: Corrector, fix: string | undefined): Promise<IssueList> {
  let list: IssueList | null = null;
  async function* corrected() {
    for await (const chunk of unpack(createReadStream(file))) yield push(chunk);
    const last = end();
    list = last.list;
    yield last.rest;
  }
  const packer = fix ? packings.find(({ ending }) => fix.endsWith(ending))?.open() : undefined;
  if (fix && packer) await pipeline(Readable.from(corrected()), packer, createWriteStream(fix));
  else if (fix) await pipeline(Readable.from(corrected()), createWriteStream(fix));
  else for await (const _ of corrected());
  if (!list) throw new Error(`${file} was not read to its end.`);
  return list;
}

async function drawAll({ examples }: Diagnosis, dataset: string, out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  for (const example of examples)
    console.log(`Drawn: ${await drawExample(example, dataset, out)} (dashed red as written, green as meant)`);
}

function choicesOf({ readings, fits }: BoxEvidence): string {
  const isTied = (hint: IssueHint) => readings.some((each) => each.hint === hint && each.fits === fits);
  const names = [...readingNames].flatMap(([name, hint]) => (isTied(hint) ? [`--boxes ${name}`] : []));
  return names.join(' or ');
}

function printDiagnosis({ findings, boxes, examples, unrepaired }: Diagnosis): void {
  if (findings.length === 0 && !boxes && unrepaired.count === 0) console.log('Nothing looks like another convention.');
  for (const finding of findings) console.log(describeFinding(finding));
  if (boxes) console.log(describeEvidence(boxes));
  if (boxes?.hint === null) console.log(`Look at some drawings, and say it with ${choicesOf(boxes)}.`);
  const show = (box: Box) => `[${box.map((n) => Number(n.toFixed(2))).join(', ')}]`;
  for (const { image, before, after } of examples) {
    const [was, is] = [show(before[0]!), show(after[0]!)];
    if (was !== is) console.log(`  ${image.image_id} (${image.width} × ${image.height}): ${was} → ${is}`);
  }
  for (const { line, why } of unrepaired.first) console.log(`Line ${line} cannot be repaired: ${why}`);
  if (unrepaired.count > unrepaired.first.length)
    console.log(`… and ${unrepaired.count - unrepaired.first.length} more lines, which are left out.`);
}
