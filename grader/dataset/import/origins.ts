import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { family, source } from '#submissions/format.ts';
import type { Family, Source } from '#submissions/terms.ts';

/** Where an image comes from; generator and family are null for a real image. */
export interface Origin {
  generator: string | null;
  family: Family | null;
  source: Source | null;
}

const empty = (text: string) => (text === '' || text.toLowerCase() === 'real' ? null : text);
const row = z
  .object({
    image: z.string().default(''),
    folder: z.string().default(''),
    generator: z.string().default('').transform(empty),
    family: z.string().default('').transform(empty).pipe(family.nullable()),
    source: z.string().default('').transform(empty).pipe(source.nullable()),
  })
  .refine(({ image, folder }) => (image === '') !== (folder === ''), 'exactly one of image and folder')
  .refine((each) => (each.generator === null) === (each.family === null), 'generator and family belong together');

/** The origin of an image by its path within `images/`: its own row, or that of the deepest folder above it. */
export type FindOrigin = (imagePath: string) => Origin | null;

/** Of no image anything is known. */
export const nothingKnown: FindOrigin = () => null;

/**
 * Reads the table of origins: columns `image` or `folder` (within `images/`), `generator`, `family`, `source`; a real
 * image's row leaves generator and family empty. @throws with the line when a row is wrong or stands twice
 */
export async function readOrigins(file: string): Promise<FindOrigin> {
  const rows: unknown[] = parse(await readFile(file), {
    columns: true,
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count_less: true,
  });
  const origins = new Map<string, Origin>();
  for (const [i, value] of rows.entries()) {
    const parsed = row.safeParse(value);
    if (!parsed.success) throw new Error(`${file}, row ${i + 1} after the header: ${z.prettifyError(parsed.error)}`);
    const { image, folder, ...origin } = parsed.data;
    const key = plainPath(image || folder);
    if (origins.has(key)) throw new Error(`${file}, row ${i + 1} after the header: ${key} stands twice.`);
    origins.set(key, origin);
  }
  return (imagePath) => {
    const parts = plainPath(imagePath).split('/');
    for (let depth = parts.length; depth > 0; depth--) {
      const found = origins.get(parts.slice(0, depth).join('/'));
      if (found) return found;
    }
    return null;
  };
}

function plainPath(written: string): string {
  return written
    .replaceAll('\\', '/')
    .replace(/^\.?\//, '')
    .replace(/^images\//, '')
    .replace(/\/$/, '');
}
