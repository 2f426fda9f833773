import { openCorrector } from '#grader/doctor/corrected-copy.ts';
import { type Diagnosis, openExaminer } from '#grader/doctor/examine.ts';
import { openImageFinder } from '#grader/doctor/images.ts';
import { openValueReader } from '#grader/doctor/value-reader.ts';
import { recogniseSplit } from '#grader/doctor/wrong-split.ts';
import type { IssueHint, IssueList } from '#submissions/issue.ts';
import type { Split } from '#submissions/terms.ts';
import { nextTask, openFileBytes, walkBytes } from './file-bytes.browser.ts';
import { loadImages } from './manifests.browser.ts';

/** How much of a file is read to recognise it: so many lines, or so many bytes if those come first. */
export const sampleLimits = { lines: 5000, bytes: 32 * 1024 * 1024 } as const;

export interface FileDiagnosis {
  diagnosis: Diagnosis;
  /** only the first lines were read */
  sampled: boolean;
  /** the same, with the boxes in the convention that the team chooses */
  readAs(reading: IssueHint): Diagnosis;
  /** another split, whose ids the file has; null for none */
  otherSplit: Split | null;
}

/** Recognises the conventions of a file from its first lines, by the code of `fx doctor`; null for Zstandard. */
export async function diagnoseFile(file: File, split: Split, others: readonly Split[]): Promise<FileDiagnosis | null> {
  const bytes = await openFileBytes(file);
  if (!bytes) return null;
  const examiner = openExaminer(openImageFinder((await loadImages(split)).values()));
  const seen = { lines: 0, bytes: 0 };
  const reader = openValueReader({
    shape: examiner.shape,
    value(value, line) {
      if (seen.lines++ < sampleLimits.lines) examiner.value(value, line);
    },
    broken(line, why) {
      if (seen.lines++ < sampleLimits.lines) examiner.broken(line, why);
    },
  });
  let sampled = false;
  await walkBytes(bytes, (chunk) => {
    seen.bytes += chunk.byteLength;
    reader.push(chunk);
    sampled = seen.lines >= sampleLimits.lines || seen.bytes >= sampleLimits.bytes;
    return !sampled;
  });
  if (!sampled) reader.end();
  const diagnosis = examiner.diagnosis();
  const load = async (other: Split) => [other, (await loadImages(other)).values()] as const;
  const images = diagnosis.unknown.count === 0 ? [] : await Promise.all(others.map(load));
  return { diagnosis, readAs: examiner.diagnosis, sampled, otherSplit: recogniseSplit(diagnosis, images) };
}

export interface CorrectedCopy {
  name: string;
  blob: Blob;
  /** its issues by the checker */
  list: IssueList;
}

/** Streams the file through the corrector. Nothing leaves the browser. */
export async function makeCorrectedCopy(
  file: File,
  { split, hint, onProgress }: { split: Split; hint: IssueHint | null; onProgress: (share: number) => void },
): Promise<CorrectedCopy> {
  const corrector = openCorrector(await loadImages(split), hint);
  const bytes = await openFileBytes(file, onProgress);
  if (!bytes) throw new Error('Zstandard files cannot be unpacked in the browser: use fx doctor.');
  let list: IssueList | null = null;
  const corrected = bytes.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      async transform(chunk, controller) {
        controller.enqueue(corrector.push(chunk));
        await nextTask();
      },
      flush(controller) {
        const last = corrector.end();
        controller.enqueue(last.rest);
        list = last.list;
      },
    }),
  );
  const blob = await new Response(corrected, { headers: { 'Content-Type': 'application/x-ndjson' } }).blob();
  if (!list) throw new Error('The file was not read to its end. Choose it again.');
  return { name: correctedName(file.name), blob, list };
}

/** `mine.jsonl.gz` → `mine.corrected.jsonl` */
export function correctedName(name: string): string {
  return `${name.replace(/\.(gz|zst)$/i, '').replace(/\.(jsonl|ndjson|json)$/i, '')}.corrected.jsonl`;
}
