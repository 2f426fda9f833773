import type { ManifestLine } from '#submissions/format.ts';

/** An image as the doctor needs it: its manifest line without the hash. */
export type DoctorImage = Pick<ManifestLine, 'image_id' | 'width' | 'height' | 'file'>;

export interface FoundImage {
  image: DoctorImage;
  /** how else the line names it, as a predicate; null when the id was right */
  how: string | null;
}
export type ImageFinder = (written: string) => FoundImage | null;

/** Finds the image that a line means: by its id, else by its file's path, name, or name without ending. */
export function openImageFinder(images: Iterable<DoctorImage>): ImageFinder {
  const byId = new Map<string, DoctorImage>();
  const byName = new Map<string, DoctorImage | null>();
  for (const image of images) {
    byId.set(image.image_id, image);
    for (const key of namesOf(image.file)) byName.set(key, byName.has(key) ? null : image); // null: ambiguous
  }
  return (written) => {
    const right = byId.get(written);
    if (right) return { image: right, how: null };
    for (const key of namesOf(written.replaceAll('\\', '/'))) {
      const image = byId.get(key) ?? byName.get(key);
      if (image) return { image, how: 'name a file where an id belongs' };
    }
    return null;
  };
}

/** The path, the name, and the name without ending, each once. */
function namesOf(path: string): Set<string> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return new Set([path, name, dot > 0 ? name.slice(0, dot) : name]);
}
