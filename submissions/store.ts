import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { isMissing } from './missing-file.ts';
import { hashed } from './sha256.ts';
import { sha256Pattern } from './sha256-pattern.ts';

export interface StoredFile {
  sha256: string;
  bytes: number;
}

/** A file that is being received: written to a spool, kept under its hash, or removed when disposed before that. */
export interface Incoming extends AsyncDisposable {
  write(chunk: Uint8Array): Promise<void>;
  keep(): Promise<StoredFile>;
}

/** Content-addressed files. The same bytes are stored once; nothing is ever overwritten. */
export interface Store {
  receive(): Promise<Incoming>;
  /**
   * The bytes of a file, checked against its hash while they are read to the end.
   * @throws {StoredFileTrouble} when no file of that hash is stored, or its bytes are others by now
   */
  open(sha256: string): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Removes spooled files that nobody has written to for `idleMs`: of uploads whose process was killed. A living upload
   * writes, or is given up, long before. Returns how many.
   */
  sweep(idleMs: number): Promise<number>;
  /** Reads a whole file for its hash. @throws as `open` */
  verify(sha256: string): Promise<void>;
}

/** A stored file is missing, unreadable or damaged: restore it from a backup. Never the fault of its team. */
export class StoredFileTrouble extends Error {
  override readonly name = 'StoredFileTrouble';
}

/**
 * A store in a local folder: `ab/abcdef…` below `directory`, the spool beside it on the same file system. Makes the
 * folders. @throws when they cannot be made
 *
 * @example
 * const store = await openLocalStore(temporaryFolder);
 * await using incoming = await store.receive();
 * await incoming.write(new TextEncoder().encode('ab'));
 * const { sha256, bytes } = await incoming.keep();
 * [sha256 === sha256Of('ab'), bytes] // → [true, 2]
 */
export async function openLocalStore(directory: string): Promise<Store> {
  const spool = path.join(directory, 'spool');
  await mkdir(spool, { recursive: true });
  const locate = (sha256: string) => {
    if (!sha256Pattern.test(sha256)) throw new Error(`Not a SHA-256 in hexadecimal: ${JSON.stringify(sha256)}`);
    return path.join(directory, sha256.slice(0, 2), sha256);
  };
  async function open(sha256: string): Promise<AsyncIterable<Uint8Array>> {
    const file = locate(sha256);
    await access(file).catch((cause: unknown) => {
      const what = isMissing(cause)
        ? `The store holds no file ${sha256}. Was the data folder moved or cleaned?`
        : `The stored file ${sha256} cannot be read.`;
      throw new StoredFileTrouble(what, { cause });
    });
    return verified(createReadStream(file, { highWaterMark: 256 * 1024 }), sha256);
  }
  return {
    receive: () => receiveFile(path.join(spool, randomUUID()), locate),
    open,
    sweep: (idleMs) => sweepSpool(spool, idleMs),
    async verify(sha256) {
      for await (const _ of await open(sha256));
    },
  };
}

/** The bytes as they come; after the last one their hash must be that of the name. */
async function* verified(source: AsyncIterable<Uint8Array>, sha256: string): AsyncGenerator<Uint8Array> {
  const { chunks, sha256: found } = hashed(source);
  yield* chunks;
  const actual = found();
  if (actual !== sha256) {
    throw new StoredFileTrouble(
      `The stored file ${sha256} has SHA-256 ${actual} by now: it was changed or cut. Restore it from a backup.`,
    );
  }
}

async function sweepSpool(spool: string, idleMs: number): Promise<number> {
  let removed = 0;
  for (const name of await readdir(spool)) {
    const file = path.join(spool, name);
    const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null; // its upload has ended meanwhile
      throw error;
    });
    if (!found || Date.now() - found.mtimeMs < idleMs) continue;
    await rm(file, { force: true });
    removed++;
  }
  return removed;
}

async function receiveFile(temporary: string, locate: (sha256: string) => string): Promise<Incoming> {
  const hash = createHash('sha256');
  const out = createWriteStream(temporary, { flags: 'wx' });
  const closed = finished(out);
  closed.catch(() => {}); // reported by write() or keep(), whichever comes first
  return {
    async write(chunk) {
      hash.update(chunk);
      await new Promise<void>((resolve, reject) => {
        out.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
    },
    async keep() {
      out.end();
      await closed;
      const sha256 = hash.digest('hex');
      const { size } = await stat(temporary);
      const target = locate(sha256);
      await mkdir(path.dirname(target), { recursive: true });
      await rename(temporary, target);
      return { sha256, bytes: size };
    },
    async [Symbol.asyncDispose]() {
      out.destroy();
      await rm(temporary, { force: true });
    },
  };
}
