import { open, stat } from 'node:fs/promises';

const arrays = { Float64Array, Int32Array, Uint32Array, Uint16Array, Uint8Array } as const;
type Kind = keyof typeof arrays;
type Numbers = InstanceType<(typeof arrays)[Kind]>;

/** A typed array as the header refers to it: kind, first byte, length. */
interface Placed {
  $: [kind: Kind, at: number, length: number];
}

const align = 8;
/** Bytes before the header: its length, as text. */
const preface = 16;

/**
 * A plain value with typed arrays in it as bytes: the length of the header, the header as JSON with references in place
 * of the arrays, then the arrays. What is written on one machine is read on one of the same byte order only (all of
 * today's).
 */
export function serializeValue(value: unknown): Uint8Array {
  const found: { at: number; bytes: Uint8Array }[] = [];
  let end = 0;
  const header = JSON.stringify(value, (_key, each: unknown) => {
    if (!ArrayBuffer.isView(each)) return each;
    const numbers = each as Numbers;
    const placed: Placed = { $: [numbers.constructor.name as Kind, end, numbers.length] };
    found.push({ at: end, bytes: new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength) });
    end = Math.ceil((end + numbers.byteLength) / align) * align;
    return placed;
  });
  const text = new TextEncoder().encode(header);
  const start = arrayStart(text.length);
  const serialized = new Uint8Array(start + end);
  serialized.set(new TextEncoder().encode(String(text.length).padEnd(preface)));
  serialized.set(text, preface);
  for (const { at, bytes } of found) serialized.set(bytes, start + at);
  return serialized;
}

/** The value again; its arrays are views of the memory, which must begin at a multiple of eight. @throws on other bytes */
export function deserializeValue<T>(memory: ArrayBufferLike): T {
  const text = (from: number, length: number) =>
    new TextDecoder().decode(new Uint8Array(new Uint8Array(memory, from, length)));
  const length = Number(text(0, preface));
  if (!Number.isInteger(length) || length <= 0) throw new Error('These bytes are no serialized value.');
  const start = arrayStart(length);
  return JSON.parse(text(preface, length), (_key, each: unknown) => {
    if (!isPlaced(each)) return each;
    const [kind, at, count] = each.$;
    const View: new (memory: ArrayBufferLike, at: number, length: number) => Numbers = arrays[kind];
    return new View(memory, start + at, count);
  });
}

/** Reads a serialized value into memory that threads can share, without a copy. */
export async function readSerialized<T>(file: string): Promise<T> {
  const { size } = await stat(file);
  const memory = new SharedArrayBuffer(size);
  await using handle = await open(file);
  const bytes = new Uint8Array(memory);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await handle.read(bytes, at, Math.min(size - at, 2 ** 28), at);
    if (bytesRead === 0) throw new Error('The file became shorter while it was read.');
    at += bytesRead;
  }
  return deserializeValue<T>(memory);
}

function arrayStart(header: number): number {
  return Math.ceil((preface + header) / align) * align;
}

function isPlaced(value: unknown): value is Placed {
  return typeof value === 'object' && value !== null && '$' in value;
}
