import { z } from 'zod';
import { type ManifestLine, manifestLine, type Truth, truth } from './format.ts';
import { openLineSplitter } from './line-splitter.ts';
import { unpack } from './unpack.ts';

/** Our own files: what is wrong in them is thrown, with the line. */
type Source = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * The lines of a manifest, plain or compressed; blank lines are nothing.
 * @throws with the line and the reason where one is not in order, or has the id of an earlier one
 *
 * @example
 * const line = { image_id: 'a', width: 4, height: 2, file: 'images/a.png', sha256: '0'.repeat(64) };
 * const bytes = new TextEncoder().encode(JSON.stringify(line));
 * await readManifest([bytes]) // → [line]
 * readManifest([bytes, new TextEncoder().encode('\n'), bytes]) // throws Line 2 of the manifest: The image a stands twice.
 */
export function readManifest(source: Source): Promise<ManifestLine[]> {
  return readFileLines(source, manifestLine, 'manifest');
}

/**
 * The lines of a truth file, plain or compressed; blank lines are nothing.
 * @throws with the line and the reason where one is not in order, or has the id of an earlier one
 *
 * @example
 * const line = { image_id: 'a', label: 'real', source: 'coco', width: 4, height: 2 };
 * await readTruth([new TextEncoder().encode(JSON.stringify(line))]) // → [line]
 */
export function readTruth(source: Source): Promise<Truth[]> {
  return readFileLines(source, truth, 'truth file');
}

/** Our own files may be as large as the disk holds. */
const unbounded = { fileBytes: Number.POSITIVE_INFINITY, unpackedBytes: Number.POSITIVE_INFINITY };

async function readFileLines<T extends { image_id: string }>(
  source: Source,
  schema: z.ZodType<T>,
  name: string,
): Promise<T[]> {
  const values: T[] = [];
  const ids = new Set<string>();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const splitter = openLineSplitter(16 * 1024 * 1024, (line, bytes) => {
    try {
      if (!bytes) throw new Error('The line is longer than 16 MiB.');
      const text = decoder.decode(bytes);
      if (text.trim() === '') return;
      const parsed = schema.safeParse(JSON.parse(text));
      if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
      if (ids.has(parsed.data.image_id)) throw new Error(`The image ${parsed.data.image_id} stands twice.`);
      ids.add(parsed.data.image_id);
      values.push(parsed.data);
    } catch (cause) {
      throw new Error(`Line ${line} of the ${name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
  });
  for await (const chunk of unpack(asyncIterable(source), unbounded)) splitter.push(chunk);
  splitter.end();
  return values;
}

async function* asyncIterable(source: Source): AsyncGenerator<Uint8Array> {
  yield* source;
}
