import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';

export interface StoredFile {
  sha256: string;
  bytes: number;
}

/** A file on its way in: written to a spool, kept under its hash, or gone when disposed before that. */
export interface Incoming extends AsyncDisposable {
  write(chunk: Uint8Array): Promise<void>;
  keep(): Promise<StoredFile>;
}

/** Content-addressed files. The same bytes are stored once; nothing is ever overwritten. */
export interface Store {
  receive(): Promise<Incoming>;
  /** @throws when no file of that hash is stored */
  open(sha256: string): Promise<AsyncIterable<Uint8Array>>;
}

const sha256Pattern = /^[0-9a-f]{64}$/;

/** A store in a local folder: `ab/abcdef…` below `directory`, the spool beside it on the same file system. */
export async function openLocalStore(directory: string): Promise<Store> {
  const spool = path.join(directory, 'spool');
  await mkdir(spool, { recursive: true });
  const locate = (sha256: string) => {
    if (!sha256Pattern.test(sha256)) throw new Error(`Not a SHA-256 in hexadecimal: ${JSON.stringify(sha256)}`);
    return path.join(directory, sha256.slice(0, 2), sha256);
  };
  return {
    receive: () => receiveFile(path.join(spool, randomUUID()), locate),
    async open(sha256) {
      const file = locate(sha256);
      await access(file).catch((cause: unknown) => {
        throw new Error(`The store holds no file ${sha256}. Was the data folder moved or cleaned?`, { cause });
      });
      return createReadStream(file, { highWaterMark: 256 * 1024 });
    },
  };
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
