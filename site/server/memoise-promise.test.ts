import { expect, it, vi } from 'vitest';
import { memoisePromise } from './memoise-promise.ts';

it('makes a value once, for calls at the same time too', async () => {
  const make = vi.fn(async () => ({}));
  const read = memoisePromise(make);
  const [one, two] = await Promise.all([read(), read()]);
  expect(one).toBe(two);
  expect(await read()).toBe(one);
  expect(make).toHaveBeenCalledOnce();
});

it('tries again after a rejection', async () => {
  const make = vi.fn(async () => 'value').mockRejectedValueOnce(new Error('down'));
  const read = memoisePromise(make);
  await expect(read()).rejects.toThrow('down');
  expect(await read()).toBe('value');
});
