import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readManifest } from '#submissions/dataset-files.ts';
import type { ManifestLine } from '#submissions/format.ts';
import { type Split, splits } from '#submissions/terms.ts';
import type { SplitImages } from '#submissions/unknown-ids.ts';

/** The manifests of the other splits that lie beside this one. */
export async function manifestsBeside(manifest: string): Promise<(readonly [Split, ManifestLine[]])[]> {
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

/** The images of those splits, by id. */
export async function splitsBeside(manifest: string): Promise<SplitImages[]> {
  const manifests = await manifestsBeside(manifest);
  return manifests.map(([split, lines]) => [split, new Map(lines.map((line) => [line.image_id, line]))] as const);
}
