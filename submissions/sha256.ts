import { createHash } from 'node:crypto';

/**
 * The SHA-256 of bytes, or of a text as UTF-8, in lower-case hexadecimal: how files, answers and manifests are named.
 *
 * @example
 * sha256Of('') // → 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
 */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * The SHA-256 of all that a source gives, without holding it. What the source throws is passed on.
 *
 * @example
 * async function* parts() {
 *   yield new TextEncoder().encode('a');
 *   yield new TextEncoder().encode('b');
 * }
 * (await sha256OfStream(parts())) === sha256Of('ab') // → true
 */
export async function sha256OfStream(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of source) hash.update(chunk);
  return hash.digest('hex');
}

/**
 * The chunks of a source as they are, and the SHA-256 of them once all have been read. What the source throws is passed
 * on. @throws from `sha256` when it is called twice
 *
 * @example
 * async function* parts() {
 *   yield new TextEncoder().encode('ab');
 * }
 * const { chunks, sha256 } = hashed(parts());
 * (await Array.fromAsync(chunks)).length // → 1
 * sha256() === sha256Of('ab') // → true
 */
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
