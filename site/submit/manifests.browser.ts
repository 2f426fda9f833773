import type { DoctorImage } from '#grader/doctor/images.ts';

const manifests = new Map<string, Promise<Map<string, DoctorImage>>>();

/** The images of a split by id, from the public download, once for each split. */
export function loadImages(split: string): Promise<Map<string, DoctorImage>> {
  const loading = manifests.get(split) ?? fetchImages(split);
  manifests.set(split, loading);
  loading.catch(() => manifests.delete(split));
  return loading;
}

async function fetchImages(split: string): Promise<Map<string, DoctorImage>> {
  const answer = await fetch(`/data/${split}.manifest.jsonl`);
  if (!answer.ok) throw new Error(`The manifest of the ${split} split could not be loaded (${answer.status}).`);
  const lines = (await answer.text()).split('\n').filter((line) => line.trim() !== '');
  return new Map(
    lines.map((line) => {
      const { image_id, width, height, file } = JSON.parse(line);
      const image = { image_id: String(image_id), width: Number(width), height: Number(height), file: String(file) };
      return [image.image_id, image];
    }),
  );
}
