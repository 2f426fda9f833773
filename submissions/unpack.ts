import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { IssueCode } from './issue.ts';
import { limits } from './limits.ts';

/** The stream ends here because of the file itself: becomes an issue of the whole file. */
export class UnreadableFile extends Error {
  readonly code: Extract<IssueCode, 'bad_compression' | 'file_too_large'>;
  constructor(code: UnreadableFile['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type Bounds = Pick<typeof limits, 'fileBytes' | 'unpackedBytes'> | { fileBytes: number; unpackedBytes: number };

/** What compressed files begin with. */
const formats = [
  { name: 'gzip', magic: [0x1f, 0x8b], open: createGunzip },
  { name: 'Zstandard', magic: [0x28, 0xb5, 0x2f, 0xfd], open: createZstdDecompress },
] as const;
const longestMagic = 4;

/**
 * The plain bytes of a file that may be gzip or Zstandard, told by its bytes. Both sizes are counted on real bytes.
 * @throws UnreadableFile for a broken or cut stream or a passed limit; what the source throws is passed on.
 */
export async function* unpack(source: AsyncIterable<Uint8Array>, bounds: Bounds = limits): AsyncGenerator<Uint8Array> {
  const counted = count(source, bounds.fileBytes, 'as uploaded');
  const { head, rest } = await peek(counted);
  const format = formats.find(({ magic }) => magic.every((byte, index) => head[index] === byte));
  const plain = format ? decompress(prepend(head, rest), format) : prepend(head, rest);
  yield* count(plain, bounds.unpackedBytes, 'unpacked');
}

async function* count(source: AsyncIterable<Uint8Array>, limit: number, when: string): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    if (bytes > limit) {
      throw new UnreadableFile(
        'file_too_large',
        `The file is larger than ${limit / 1024 / 1024} MiB ${when}. Send at most 100 regions an image and short texts.`,
      );
    }
    yield chunk;
  }
}

async function peek(
  source: AsyncGenerator<Uint8Array>,
): Promise<{ head: Uint8Array; rest: AsyncGenerator<Uint8Array> }> {
  let head = new Uint8Array(0);
  while (head.byteLength < longestMagic) {
    const next = await source.next();
    if (next.done) break;
    head = new Uint8Array([...head, ...next.value.subarray(0, longestMagic)]);
    if (next.value.byteLength > longestMagic) return { head, rest: prepend(next.value.subarray(longestMagic), source) };
  }
  return { head, rest: source };
}

async function* prepend(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.byteLength > 0) yield head;
  yield* rest;
}

async function* decompress(
  source: AsyncIterable<Uint8Array>,
  format: (typeof formats)[number],
): AsyncGenerator<Uint8Array> {
  let packedBytes = 0;
  let sourceError: { error: unknown } | null = null;
  async function* watched() {
    try {
      for await (const chunk of source) {
        packedBytes += chunk.byteLength;
        yield chunk;
      }
    } catch (error) {
      sourceError = { error };
      throw error;
    }
  }
  const unpacker = format.open({ chunkSize: 256 * 1024 });
  const input = Readable.from(watched(), { objectMode: false });
  input.on('error', (error) => unpacker.destroy(error));
  try {
    yield* input.pipe(unpacker);
  } catch (cause) {
    if (sourceError) throw sourceError['error'];
    const message = `The ${format.name} stream is broken or cut off. Compress the file again and upload it whole.`;
    throw new UnreadableFile('bad_compression', message, { cause });
  } finally {
    input.destroy();
  }
  if (unpacker.bytesWritten < packedBytes) {
    throw new UnreadableFile(
      'bad_compression',
      `Other bytes follow the end of the ${format.name} stream. Compress the file again.`,
    );
  }
}
