import { expect, it } from 'vitest';
import { readForm } from './read-form.ts';

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request('http://site.example/signin', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
}

it('gives the fields, and of no body none', async () => {
  expect([...((await readForm(post('token=fx_%C3%A4&x=1'))) as URLSearchParams)]).toEqual([
    ['token', 'fx_ä'],
    ['x', '1'],
  ]);
  expect([...((await readForm(new Request('http://site.example'))) as URLSearchParams)]).toEqual([]);
  const most = `token=${'a'.repeat(64 * 1024 - 6)}`;
  expect(await readForm(post(most))).toBeInstanceOf(URLSearchParams);
});

it('refuses by the announced length without reading', async () => {
  const body = new ReadableStream({ pull: () => new Promise(() => {}) });
  const refused = await readForm(post(body, { 'Content-Length': String(64 * 1024 + 1) }));
  expect((refused as Response).status).toBe(413);
});

it('stops reading a body without a length after 64 KiB', async () => {
  let pulled = 0;
  const body = new ReadableStream({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(16 * 1024));
    },
  });
  const refused = (await readForm(post(body))) as Response;
  expect([refused.status, await refused.text()]).toEqual([413, expect.stringContaining('64 KiB')]);
  expect(pulled).toBeLessThan(10);
});
