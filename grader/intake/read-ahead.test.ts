import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readAhead } from './read-ahead.ts';

const bytes = (...sizes: number[]) => sizes.map((size, k) => new Uint8Array(size).fill(k));

async function* from(
  chunks: readonly Uint8Array[],
  onRead: (read: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  for (const [k, chunk] of chunks.entries()) {
    onRead(k + 1);
    yield chunk;
  }
}

it('gives everything in order, whatever the bound', async () => {
  const chunks = bytes(3, 0, 10, 1, 7);
  for (const most of [1, 5, 100]) expect(await Array.fromAsync(readAhead(from(chunks), most))).toEqual(chunks);
  expect(await Array.fromAsync(readAhead(from([]), 5))).toEqual([]);
});

it('reads ahead while its reader is slow, and no further than the bound', async () => {
  let read = 0;
  const ahead = readAhead(
    from(bytes(10, 10, 10, 10, 10, 10), (count) => {
      read = count;
    }),
    30,
  );
  await ahead.next();
  await wait(20);
  expect(read).toBe(4); // one is with the reader, three are buffered
  await ahead.next();
  await wait(20);
  expect(read).toBe(5);
  await ahead.return(undefined);
});

it('throws what the source throws at once, not behind what is buffered', async () => {
  async function* broken() {
    yield* from(bytes(1, 1, 1));
    throw new Error('the sender hung up');
  }
  const ahead = readAhead(broken(), 100);
  await ahead.next();
  await wait(20);
  await expect(ahead.next()).rejects.toThrow('hung up');
});

it('lets go of its source when its reader leaves off', async () => {
  let isClosed = false;
  async function* endless() {
    try {
      for (;;) yield new Uint8Array(10);
    } finally {
      isClosed = true;
    }
  }
  for await (const _ of readAhead(endless(), 30)) break;
  await wait(20);
  expect(isClosed).toBe(true);
});
