import { createReadStream } from 'node:fs';
import path from 'node:path';
import { type Card, readCard } from '#grader/dataset/card.ts';
import { type DatasetImage, datasetPaths, exists, type Part, readPart } from '#grader/dataset/directory.ts';
import { readManifest } from '#submissions/dataset-files.ts';
import type { ManifestLine } from '#submissions/format.ts';
import { sealedTruthName } from '#submissions/sealed-truth.ts';
import { sealedSplit, splits } from '#submissions/terms.ts';
import { annotationFindings } from './annotations.ts';
import { type Balance, balanceFindings, balanceOf } from './balance.ts';
import type { Finding } from './finding.ts';
import { type ExaminedImage, examineImages, imageFindings, strayFindings } from './images.ts';

export interface PartReport {
  part: Part;
  images: number;
  /** null where the answers were not given: then nothing below the images is checked */
  balance: Balance | null;
}

/** The report of the automatic quality control. */
export interface CheckReport {
  name: string | null;
  version: string | null;
  parts: PartReport[];
  findings: Finding[];
  /** findings by their check */
  counts: Record<string, number>;
}

/**
 * Checks every part of a data set directory. `truthDir` is where the sealed answers are looked for; without them the
 * test split's images are checked, its answers are not.
 * @throws when the directory holds no manifest, or one of its files is there and cannot be read
 */
export async function checkDataset(
  directory: string,
  { truthDir, onProgress }: { truthDir: string | null; onProgress?: (done: number, total: number) => void },
): Promise<CheckReport> {
  const card = (await exists(datasetPaths(directory).card)) ? await readCard(directory) : null;
  const parts = await readParts(directory, { card, truthDir });
  if (parts.length === 0) throw new Error(`${directory} holds no data set: no *.manifest.jsonl was found.`);
  const lines = parts.flatMap(({ part, manifest }) => manifest.map((line) => ({ part, line })));
  const examined: ExaminedImage[] = await examineImages(directory, lines, onProgress);
  const findings = [
    ...imageFindings(examined, labelsOf(parts)),
    ...(await strayFindings(
      directory,
      lines.map(({ line }) => line),
    )),
    ...parts.flatMap(({ part, images }) =>
      images ? [...annotationFindings(part, images), ...balanceFindings(part, images)] : [],
    ),
  ];
  const reports = parts.map(({ part, manifest, images }) => ({
    part,
    images: manifest.length,
    balance: images ? balanceOf(images) : null,
  }));
  return {
    name: card?.name ?? null,
    version: card?.version ?? null,
    parts: reports,
    findings,
    counts: countChecks(findings),
  };
}

interface ReadPart {
  part: Part;
  manifest: ManifestLine[];
  images: DatasetImage[] | null;
}

async function readParts(
  directory: string,
  { card, truthDir }: { card: Card | null; truthDir: string | null },
): Promise<ReadPart[]> {
  const paths = datasetPaths(directory);
  const parts: ReadPart[] = [];
  const isSplit = card !== null && Object.keys(card.splits).length > 0;
  for (const part of isSplit ? splits : (['all', ...splits] as const)) {
    if (!(await exists(paths.manifest(part)))) continue;
    const sealedCard = part === sealedSplit ? card?.splits[sealedSplit] : undefined;
    const sealed = truthDir && sealedCard ? path.join(truthDir, sealedTruthName(sealedCard.truthSha256)) : null;
    const truthFile = sealed && (await exists(sealed)) ? sealed : paths.truth(part);
    const images = (await exists(truthFile)) ? await readPart(paths.manifest(part), truthFile) : null;
    const manifest = images
      ? images.map((image) => image.manifest)
      : await readManifest(createReadStream(paths.manifest(part)));
    parts.push({ part, manifest, images });
  }
  return parts;
}

function labelsOf(parts: readonly ReadPart[]): ReadonlyMap<string, string> {
  const images = parts.flatMap((part) => part.images ?? []);
  return new Map(images.map(({ truth }) => [truth.image_id, truth.label]));
}

function countChecks(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { check } of findings) counts[check] = (counts[check] ?? 0) + 1;
  return counts;
}
