import * as z from 'zod/mini';
import type { DoctorImage } from '#grader/doctor/images.ts';

const manifests = new Map<string, Promise<Map<string, DoctorImage>>>();

/** The images of a split by id, from the public download, once for each split. */
export function loadImages(split: string): Promise<Map<string, DoctorImage>> {
  const loading = manifests.get(split) ?? fetchImages(split);
  manifests.set(split, loading);
  loading.catch(() => manifests.delete(split)); // the caller gets the error, the next call loads again
  return loading;
}

/** The fields of a manifest line that are used here. */
const manifestImage: z.ZodMiniType<DoctorImage> = z.object({
  image_id: z.string(),
  width: z.number(),
  height: z.number(),
  file: z.string(),
});

async function fetchImages(split: string): Promise<Map<string, DoctorImage>> {
  const answer = await fetch(`/data/${split}.manifest.jsonl`);
  if (!answer.ok) throw new Error(`The manifest of the ${split} split could not be loaded (${answer.status}).`);
  const lines = (await answer.text()).split('\n').filter((line) => line.trim() !== '');
  try {
    return new Map(lines.map((line) => manifestImage.parse(JSON.parse(line))).map((image) => [image.image_id, image]));
  } catch (cause) {
    throw new Error(`The manifest of the ${split} split cannot be read. Reload the page and try again.`, { cause });
  }
}
