import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readManifest } from '#submissions/dataset-files.ts';
import type { SplitImages } from '#submissions/strangers.ts';
import { splits } from '#submissions/terms.ts';

/** The images of the other splits whose manifests lie beside this one. */
export async function splitsBeside(manifest: string): Promise<SplitImages[]> {
  const folder = path.dirname(manifest);
  const beside = new Set(await readdir(folder));
  const others = splits
    .map((split) => [split, `${split}.manifest.jsonl`] as const)
    .filter(([, name]) => beside.has(name) && name !== path.basename(manifest));
  return Promise.all(
    others.map(async ([split, name]) => {
      const lines = await readManifest(createReadStream(path.join(folder, name)));
      return [split, new Map(lines.map((line) => [line.image_id, line]))] as const;
    }),
  );
}
