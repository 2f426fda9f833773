import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pMap from 'p-map';
import { datasetPaths, exists, type Part } from '#grader/dataset/directory.ts';
import { type Fingerprint, fingerprint } from '#grader/dataset/fingerprint.ts';
import { nearIdenticalPairs } from '#grader/dataset/near-identical.ts';
import type { ManifestLine } from '#submissions/format.ts';
import { isMissing } from '#submissions/missing-file.ts';
import { sha256Of } from '#submissions/sha256.ts';
import type { Check, Finding } from './finding.ts';

/** An image file as it was found. */
export interface ExaminedImage {
  part: Part;
  line: ManifestLine;
  /** null when the file is not there */
  sha256: string | null;
  /** null when it cannot be decoded either */
  print: Fingerprint | null;
  problem: string | null;
}

/** Reads and decodes every image of the manifests. @throws when a file is there and cannot be read */
export async function examineImages(
  directory: string,
  lines: readonly { part: Part; line: ManifestLine }[],
  onProgress?: (done: number, total: number) => void,
): Promise<ExaminedImage[]> {
  let done = 0;
  return pMap(
    lines,
    async ({ part, line }) => {
      const examined = await examine(path.join(directory, line.file));
      onProgress?.(++done, lines.length);
      return { part, line, ...examined };
    },
    { concurrency: 4 },
  );
}

async function examine(file: string): Promise<Pick<ExaminedImage, 'sha256' | 'print' | 'problem'>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (!isMissing(error)) throw new Error(`${file} cannot be read.`, { cause: error });
    return { sha256: null, print: null, problem: messageOf(error) };
  }
  const sha256 = sha256Of(bytes);
  return fingerprint(bytes).then(
    (print) => ({ sha256, print, problem: null }),
    (error: unknown) => ({ sha256, print: null, problem: messageOf(error) }),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What is wrong with the files; `labels` by image id, where known. */
export function imageFindings(images: readonly ExaminedImage[], labels: ReadonlyMap<string, string>): Finding[] {
  return [...images.flatMap(findingsOfFile), ...duplicateFindings(images, labels)];
}

function findingsOfFile({ part, line, sha256, print, problem }: ExaminedImage): Finding[] {
  const found = (check: Check, message: string): Finding[] => [{ check, part, imageId: line.image_id, message }];
  if (sha256 === null) return found('missing_file', `${line.file}: ${problem}`);
  if (print === null) return found('unreadable_file', `${line.file}: ${problem}`);
  const wrongHash = sha256 === line.sha256 ? [] : found('wrong_hash', `${line.file} has SHA-256 ${sha256}.`);
  if (print.width === line.width && print.height === line.height) return wrongHash;
  return [
    ...wrongHash,
    ...found('wrong_size', `${line.file} is ${print.width}×${print.height}, not ${line.width}×${line.height}.`),
  ];
}

function duplicateFindings(images: readonly ExaminedImage[], labels: ReadonlyMap<string, string>): Finding[] {
  const findings: Finding[] = [];
  const first = new Map<string, ExaminedImage>();
  for (const image of images) {
    if (!image.sha256) continue;
    const same = first.get(image.sha256);
    if (same) findings.push(pairFinding('duplicate_image', same, image));
    else first.set(image.sha256, image);
  }
  const decoded = images.flatMap((image) => (image.print ? [{ image, print: image.print }] : []));
  for (const [a, b] of nearIdenticalPairs(decoded.map(({ print }) => print))) {
    const [one, other] = [decoded[a]?.image, decoded[b]?.image];
    if (!one || !other || one.sha256 === other.sha256) continue;
    const differ = labels.get(one.line.image_id) !== labels.get(other.line.image_id);
    if (one.part !== other.part || differ) findings.push(pairFinding('near_duplicate', one, other));
  }
  return findings;
}

function pairFinding(check: Check, { part, line }: ExaminedImage, other: ExaminedImage): Finding {
  return { check, part: other.part, imageId: other.line.image_id, message: `Same as ${line.image_id} (${part}).` };
}

/** Files of the image folder that no manifest names; none without the folder. @throws when it cannot be listed */
export async function strayFindings(directory: string, lines: readonly ManifestLine[]): Promise<Finding[]> {
  const named = new Set(lines.map((line) => path.normalize(line.file)));
  const folder = datasetPaths(directory).images;
  if (!(await exists(folder))) return [];
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .filter((file) => !named.has(file))
    .sort()
    .map((file) => ({ check: 'stray_file', part: null, imageId: null, message: `${file} is in no manifest.` }));
}
