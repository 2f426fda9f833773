import { createHash } from 'node:crypto';

/** The SHA-256 of bytes, or of a text as UTF-8, in lower-case hexadecimal: how files, answers and manifests are named. */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The SHA-256 of all that a source gives, without holding it. What the source throws is passed on. */
export async function sha256OfStream(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of source) hash.update(chunk);
  return hash.digest('hex');
}

/** Bytes on their way through, and their SHA-256 once all of them have passed. */
export function hashed(source: AsyncIterable<Uint8Array>): { chunks: AsyncGenerator<Uint8Array>; sha256(): string } {
  const hash = createHash('sha256');
  async function* pass() {
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
  }
  return { chunks: pass(), sha256: () => hash.digest('hex') };
}
