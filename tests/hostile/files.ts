import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { IssueCode } from '#submissions/issue.ts';

/**
 * The most memory that a process may ever have held (its peak resident set) after reading a file, in MiB. Node with the
 * grader and the answers to 10,000 images has about 105 before the first byte.
 */
export const bounds = {
  /** nothing of the file is held: 112 seen */
  nothing: 160,
  /** buffers of an unpacker, strings that wait to be swept, or the columns of a million regions: 283 seen */
  some: 384,
  /** JSON.parse makes some 50 MiB of a line, and V8 lets several lie before it sweeps: 480 seen, however many lines */
  swelling: 640,
} as const;

/** Files that somebody might send to break a reader, made as they are read, so that the maker holds nothing of them. */
export interface HostileFile {
  /** an issue that the file must get, or null when it is a good one */
  code: IssueCode | null;
  most: keyof typeof bounds;
  open(images: readonly string[]): AsyncIterable<Uint8Array>;
}

const mebibyte = 1024 * 1024;
const encode = (text: string) => new TextEncoder().encode(text);
const region = '{"box":[0,0,9,9],"text":"a"}';
const regions = (count: number) => Array(count).fill(region).join();

async function* repeat(piece: Uint8Array, times: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < times; i++) yield piece;
}

/** A first chunk, many of another, a last one. */
async function* around(first: string, piece: Uint8Array, times: number, last: string): AsyncGenerator<Uint8Array> {
  yield encode(first);
  yield* repeat(piece, times);
  yield encode(last);
}

async function* lines(count: number, line: (index: number) => string): AsyncGenerator<Uint8Array> {
  let ready = '';
  for (let i = 0; i < count; i++) {
    ready += `${line(i)}\n`;
    if (ready.length < 65_536 && i < count - 1) continue;
    yield encode(ready);
    ready = '';
  }
}

/**
 * One Zstandard frame of `mebibytes` of the letter x, 32 bytes for each: a header with a window of 128 KiB and without
 * checksum, then run-length blocks of 128 KiB (RFC 8878, 3.1.1).
 */
async function* zstdRuns(mebibytes: number): AsyncGenerator<Uint8Array> {
  const runs = Buffer.concat(Array<Uint8Array>(8 * 256).fill(zstdRun(false)));
  yield Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38);
  yield* repeat(runs, mebibytes / 256);
  yield zstdRun(true);
}

function zstdRun(isLast: boolean): Uint8Array {
  const header = (isLast ? 1 : 0) | (1 << 1) | ((mebibyte / 8) << 3);
  return Uint8Array.of(header & 0xff, (header >> 8) & 0xff, header >> 16, 0x78);
}

const exes = new Uint8Array(mebibyte).fill(0x78);

export const hostileFiles = {
  'a single line of 200 MB': { code: 'line_too_long', most: 'nothing', open: () => repeat(exes, 200) },
  'a million regions on one image': {
    code: 'line_too_long',
    most: 'nothing',
    open: ([id = '']) =>
      around(
        `{"image_id":"${id}","label":"fake","regions":[`,
        encode(`${regions(1000)},`),
        999,
        `${regions(1000)}]}\n`,
      ),
  },
  'lines of 30,000 regions': {
    code: 'too_many_regions',
    most: 'some',
    open: (ids) => lines(12, (i) => `{"image_id":"${ids[i]}","label":"fake","regions":[${regions(30_000)}]}`),
  },
  'a million regions, as many as an image may have': {
    code: null,
    most: 'some',
    open: (ids) => lines(ids.length, (i) => `{"image_id":"${ids[i]}","label":"fake","regions":[${regions(100)}]}`),
  },
  'lines that are nested as deep as a line is long': {
    code: 'wrong_type',
    most: 'swelling',
    open: ([id = '']) =>
      lines(24, () => `{"image_id":"${id}","label":"fake","tags":[${'['.repeat(520_000)}${']'.repeat(520_000)}]}`),
  },
  'half a million lines with an issue each': {
    code: 'missing_field',
    most: 'nothing',
    open: () => lines(500_000, () => '{}'),
  },
  'a million unknown images': {
    code: 'unknown_image',
    most: 'some',
    open: () => lines(1_000_000, (i) => `{"image_id":"no-${i}","label":"real"}`),
  },
  'one image half a million times': {
    code: 'duplicate_image',
    most: 'nothing',
    open: ([id = '']) => lines(500_000, () => `{"image_id":"${id}","label":"real"}`),
  },
  'nothing but line ends, 256 MiB in 250 kB of gzip': {
    code: 'empty_file',
    most: 'some',
    open: () => repeat(gzipSync(Buffer.alloc(16 * mebibyte, '\n')), 16),
  },
  'a zstd bomb of 3 GiB in 96 kB': {
    code: 'file_too_large',
    most: 'some',
    open: () => zstdRuns(3 * 1024),
  },
  'a gzip bomb in 200 members': {
    code: 'file_too_large',
    most: 'some',
    open: () => repeat(gzipSync(Buffer.alloc(16 * mebibyte, 'x')), 200),
  },
  'nothing but empty zstd frames': {
    code: 'bad_compression',
    most: 'nothing',
    open: () => repeat(Buffer.concat(Array(1000).fill(zstdCompressSync(Buffer.alloc(0)))), 100),
  },
  'nothing but empty gzip members': {
    code: 'empty_file',
    most: 'nothing',
    open: () => repeat(Buffer.concat(Array(10_000).fill(gzipSync(Buffer.alloc(0)))), 100),
  },
} as const satisfies Record<string, HostileFile>;
