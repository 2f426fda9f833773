import { SingleBar } from 'cli-progress';
import { type Agreement, agreementRule } from '#grader/dataset/annotator-agreement.ts';
import type { Card } from '#grader/dataset/card.ts';
import type { CheckReport } from '#grader/dataset/check/check-dataset.ts';
import type { Finding } from '#grader/dataset/check/finding.ts';
import type { ImportReport } from '#grader/dataset/import/import-dataset.ts';
import type { RankSum } from '#grader/dataset/rank-sum.ts';

/** How many findings or records are printed; the JSON report has all. */
const listed = 40;

/** A progress bar on a terminal's standard error; nothing elsewhere. */
export function showProgress(what: string): (done: number, total: number) => void {
  if (!process.stderr.isTTY) return () => {};
  const bar = new SingleBar({ format: `${what} {bar} {value}/{total}`, stream: process.stderr, clearOnComplete: true });
  let started = false;
  return (done, total) => {
    if (!started) bar.start(total, 0);
    started = true;
    bar.update(done);
    if (done === total) bar.stop();
  };
}

export function printCard(card: Card, truthDir: string): void {
  console.log(`${card.name} ${card.version}${card.standIn ? ' (a procedural stand-in, not the real data)' : ''}`);
  for (const [split, { images, reals, fakes, generators }] of Object.entries(card.splits)) {
    console.log(
      `  ${split.padEnd(5)} ${images} images: ${reals} real, ${fakes} fake by ${generators.length} generators`,
    );
  }
  if (card.splits.test) console.log(`The sealed answers are ${truthDir}/${card.splits.test.truthSha256}.truth.jsonl.`);
}

export function printImportReport(report: ImportReport, file: string): void {
  const { records, imported, unusable, files, unusedFiles } = report;
  console.log(`${records} records: ${imported} imported, ${unusable.length} could not be used.`);
  console.log(`${files} image files: ${imported} used, ${unusedFiles.length} not.`);
  for (const { line, image, reason } of unusable.slice(0, listed)) {
    console.log(`  line ${line}${image ? ` (${image})` : ''}: ${reason}`);
  }
  for (const unused of unusedFiles.slice(0, listed)) console.log(`  no usable record: ${unused}`);
  if (Math.max(unusable.length, unusedFiles.length) > listed) console.log(`  … all of them in ${file}`);
}

export function printCheckReport({ name, version, parts, findings, counts }: CheckReport): void {
  console.log(`${name ?? 'A data set without a card'} ${version ?? ''}`.trim());
  for (const { part, images, balance } of parts) {
    console.log(`  ${part.padEnd(5)} ${images} images${balance ? '' : '; its answers were not there to be checked'}`);
    if (!balance) continue;
    const { reals, fakes, sources, regionsPerFake, generators } = balance;
    const from = Object.entries(sources).map(([source, n]) => `${n} ${source}`);
    console.log(
      `        ${reals} real, ${fakes} fake by ${Object.keys(generators).length} generators; ${from.join(', ')}`,
    );
    if (regionsPerFake !== null) console.log(`        ${regionsPerFake.toFixed(2)} regions a fake`);
    console.log(
      `        label against order ${shown(balance.order)}, id ${shown(balance.id)}, file format ${shown(balance.format)}`,
    );
  }
  for (const finding of findings.slice(0, listed)) console.log(lineOf(finding));
  if (findings.length > listed) console.log(`… the first ${listed} of ${findings.length}; --json has all.`);
  const total = Object.entries(counts).map(([check, n]) => `${n} × ${check}`);
  console.log(findings.length === 0 ? 'No findings.' : `${findings.length} findings: ${total.join(', ')}`);
}

function lineOf({ check, part, imageId, message }: Finding): string {
  const place = [part, imageId].filter((each) => each !== null).join(' ');
  return `${check}${place && ` (${place})`}: ${message}`;
}

function shown(found: RankSum | null): string {
  return found ? `z = ${found.z.toFixed(2)}` : 'nothing to compare';
}

export function printAgreement(agreement: Agreement): void {
  const { shared, onlyFirst, onlySecond, sameVerdict, explained, iou, labelAccuracy, passing, passes } = agreement;
  console.log(`${shared} images in both files, ${onlyFirst} only in the first, ${onlySecond} only in the second.`);
  console.log(`The same verdict on ${sameVerdict}; ${explained} called fake by both and explained.`);
  if (iou === null || labelAccuracy === null) {
    console.log('Nothing to compare.');
    return;
  }
  console.log(
    `IoU ${iou.toFixed(3)} (bar ${agreementRule.iou.toFixed(2)}), label accuracy ${labelAccuracy.toFixed(3)} (bar 1/3)`,
  );
  console.log(
    `${passing} of ${explained} images pass by themselves. The annotation ${passes ? 'passes' : 'does not pass'}.`,
  );
  for (const { imageId, iou: one, labelAccuracy: tags } of agreement.failing.slice(0, listed)) {
    console.log(`  ${imageId}: IoU ${one.toFixed(3)}, label accuracy ${tags.toFixed(3)}`);
  }
}
