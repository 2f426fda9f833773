import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { toWebStream } from './web-stream.ts';

it('passes all bytes on', async () => {
  const chunks = [Buffer.from('one '), Buffer.from('two')];
  expect(await new Response(toWebStream(Readable.from(chunks))).text()).toBe('one two');
});

it('ends with the error of the stream', async () => {
  const missing = createReadStream(`${import.meta.dirname}/not-there`);
  await expect(new Response(toWebStream(missing)).text()).rejects.toThrow('ENOENT');
});

it('closes the file when the reader leaves before the end', async () => {
  const file = createReadStream(import.meta.filename, { highWaterMark: 64 });
  const reader = toWebStream(file).getReader();
  expect((await reader.read()).value).toHaveLength(64);
  expect(file.closed).toBe(false);
  await reader.cancel();
  await expect.poll(() => file.closed).toBe(true);
});
