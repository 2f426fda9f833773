import { createHash } from 'node:crypto';

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
