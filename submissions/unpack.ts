import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib';
import type { IssueCode } from './issue.ts';
import { inMebibytes, limits } from './limits.ts';

/** The stream ends here because of the file itself: becomes an issue of the whole file. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  readonly code: Extract<IssueCode, 'bad_compression' | 'file_too_large'>;
  constructor(code: UnreadableFile['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type Bounds = Pick<typeof limits, 'fileBytes' | 'unpackedBytes'> | { fileBytes: number; unpackedBytes: number };

/** What compressed files begin with. */
const formats = [
  { name: 'gzip', magic: [0x1f, 0x8b], open: createGunzip, mostFrames: 1 },
  // each frame costs a new unpacker, so that a file of nothing but frames must not cost hours
  { name: 'Zstandard', magic: [0x28, 0xb5, 0x2f, 0xfd], open: createZstdDecompress, mostFrames: 10_000 },
] as const;
const longestMagic = 4;

/**
 * The plain bytes of a file that may be gzip or Zstandard, recognised by its first bytes; several members or frames are
 * read as one file. Both sizes are counted on real bytes.
 * @throws UnreadableFile for a broken or cut stream or a passed limit; what the source throws is passed on.
 *
 * @example
 * async function* file() {
 *   yield new TextEncoder().encode('plain');
 * }
 * (await Array.fromAsync(unpack(file()))).map((chunk) => new TextDecoder().decode(chunk)).join('') // → 'plain'
 * Array.fromAsync(unpack(file(), { fileBytes: 4, unpackedBytes: 100 })) // throws The file is larger than
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
        `The file is larger than ${inMebibytes(limit)} ${when}. Send at most ${limits.regionsPerImage} regions an image and short texts.`,
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

/** All frames of the stream, one after the other. gzip's members are joined by zlib itself, Zstandard's frames here. */
async function* decompress(
  source: AsyncGenerator<Uint8Array>,
  { name, open, mostFrames }: (typeof formats)[number],
): AsyncGenerator<Uint8Array> {
  const feeding: Feeding = { source, left: null, failure: null };
  try {
    for (let frame = 1; frame === 1 || feeding.left; frame++) {
      if (frame > mostFrames) throw new UnreadableFile('bad_compression', tooMany(name, mostFrames));
      const unpacker = open({ chunkSize: 256 * 1024 });
      const fed = feed(unpacker, feeding);
      try {
        yield* unpacker;
        await fed;
      } catch (cause) {
        if (feeding.failure) throw feeding.failure.error;
        throw new UnreadableFile('bad_compression', frame === 1 ? broken(name) : otherBytes(name), { cause });
      } finally {
        unpacker.destroy();
      }
    }
  } finally {
    void source.return(undefined).catch(() => {}); // what it throws while it stops concerns no reader any more
  }
}

const broken = (name: string) =>
  `The ${name} stream is broken or cut off. Compress the file again and upload it whole.`;
const otherBytes = (name: string) => `Other bytes follow the end of the ${name} stream. Compress the file again.`;
const tooMany = (name: string, most: number) =>
  most === 1 ? otherBytes(name) : `The file has more than ${most} ${name} frames. Compress it again, as one.`;

interface Feeding {
  source: AsyncGenerator<Uint8Array>;
  /** what a frame that ended inside a chunk left of it */
  left: Uint8Array | null;
  /** what the source threw */
  failure: { error: unknown } | null;
}

/** Writes chunk by chunk until the source ends, or until a frame ends inside a chunk: the unpacker then ends by itself. */
async function feed(unpacker: Gunzip | ZstdDecompress, feeding: Feeding): Promise<void> {
  let chunk = feeding.left;
  feeding.left = null;
  try {
    for (;;) {
      if (!chunk) {
        const next = await feeding.source.next();
        if (next.done) return void unpacker.end();
        chunk = next.value;
      }
      const before = unpacker.bytesWritten;
      const whole = chunk;
      await new Promise<void>((resolve) => unpacker.write(whole, () => resolve()));
      const taken = unpacker.bytesWritten - before;
      if (taken < whole.byteLength) {
        feeding.left = whole.subarray(taken);
        return;
      }
      chunk = null;
    }
  } catch (error) {
    feeding.failure = { error };
    unpacker.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}
