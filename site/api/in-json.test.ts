import { expect, it, vi } from 'vitest';
import { refuse } from './answers.ts';
import { broken, inJson } from './in-json.ts';

const here = new AbortController().signal;
const answerOf = async (respond: () => Promise<Response>, signal = here) => {
  const response = await inJson(respond, signal);
  return [response.status, await response.json()];
};

it('makes JSON of what is thrown, of error pages and of empty errors; leaves the rest alone', async () => {
  const silenced = vi.spyOn(console, 'error').mockImplementation(() => {});
  expect(await answerOf(() => Promise.reject(new Error('down')))).toEqual([500, { error: broken }]);
  expect(silenced).toHaveBeenCalledOnce();
  silenced.mockRestore();
  const page = new Response('<h1>Oh</h1>', { status: 500, headers: { 'Content-Type': 'text/html' } });
  expect(await answerOf(async () => page)).toEqual([500, { error: broken }]);
  expect(await answerOf(async () => new Response(null, { status: 400 }))).toEqual([400, { error: expect.any(String) }]);
  expect(await answerOf(async () => refuse(404, 'Not here.'))).toEqual([404, { error: 'Not here.' }]);
  const csv = new Response('a,b');
  expect(await inJson(async () => csv, here)).toBe(csv);
});

it('logs what is thrown, but for the broken connection of a client that has gone away', async () => {
  const silenced = vi.spyOn(console, 'error').mockImplementation(() => {});
  const reset = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  const gone = AbortSignal.abort();
  await answerOf(() => Promise.reject(reset), gone);
  await answerOf(() => Promise.reject(gone.reason), gone);
  expect(silenced).not.toHaveBeenCalled();
  await answerOf(() => Promise.reject(reset));
  await answerOf(() => Promise.reject(new Error('down')), gone);
  expect(silenced).toHaveBeenCalledTimes(2);
  silenced.mockRestore();
});
