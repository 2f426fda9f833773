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

/** Goes through the bytes chunk by chunk, letting the page breathe between two, until `take` says stop. */
export async function walkBytes(
  bytes: ReadableStream<Uint8Array>,
  take: (chunk: Uint8Array) => boolean | undefined,
): Promise<void> {
  const reader = bytes.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (take(part.value) === false) return reader.cancel();
    await nextTask();
  }
}

/** Lets the page breathe. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

async function compressionOf(file: File): Promise<'gzip' | 'zstd' | 'none'> {
  const [a, b, c, d] = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (a === 0x1f && b === 0x8b) return 'gzip';
  return a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd ? 'zstd' : 'none';
}
