/** The unpacked bytes of a chosen file; null for Zstandard, which browsers do not unpack. `onRead` gets the share read, 0…1. */
export async function openFileBytes(
  file: File,
  onRead: (share: number) => void = () => {},
): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | null> {
  const compression = await compressionOf(file);
  if (compression === 'zstd') return null;
  let read = 0;
  const counted = file.stream().pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        read += chunk.byteLength;
        onRead(read / file.size);
        controller.enqueue(chunk);
      },
    }),
  );
  return compression === 'gzip' ? counted.pipeThrough(new DecompressionStream('gzip')) : counted;
}

/** A file cannot be read or unpacked to its end. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/**
 * Calls `take` with each chunk until it returns false. The page handles its events between two chunks.
 * @throws UnreadableFile when the stream breaks, and what `take` throws
 */
export async function walkBytes(
  bytes: ReadableStream<Uint8Array>,
  take: (chunk: Uint8Array) => boolean | undefined,
): Promise<void> {
  const reader = bytes.getReader();
  const read = () =>
    reader.read().catch((cause: unknown) => {
      throw new UnreadableFile('The file cannot be read or unpacked to its end.', { cause });
    });
  for (let part = await read(); !part.done; part = await read()) {
    if (take(part.value) === false) return reader.cancel();
    await nextTask();
  }
}

/** Resolves in a new task, so that the page handles its events first. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

async function compressionOf(file: File): Promise<'gzip' | 'zstd' | 'none'> {
  const [a, b, c, d] = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (a === 0x1f && b === 0x8b) return 'gzip';
  return a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd ? 'zstd' : 'none';
}
