import { beforeEach, expect, it, vi } from 'vitest';

const database = vi.hoisted(() => ({
  listen: vi.fn<(channel: string, onPayload: (payload: string) => void, onListen: () => void) => Promise<void>>(),
  logged: vi.fn(),
}));
vi.mock('./services.ts', () => ({
  siteServices: async () => ({ sql: { listen: database.listen }, log: { error: database.logged } }),
}));

/** The module anew, as in a process that has just started. */
async function start() {
  vi.resetModules();
  return (await import('./submission-changes.ts')).onSubmissionChange;
}
const scored = { id: 's1', status: 'scored' };
const notify = (attempt: number, payload: string) => database.listen.mock.calls[attempt]?.[1](payload);
const reconnect = (attempt: number) => database.listen.mock.calls[attempt]?.[2]();

beforeEach(() => {
  vi.clearAllMocks();
  database.listen.mockResolvedValue();
});

it('listens once, and calls every listener until it is taken away', async () => {
  const onSubmissionChange = await start();
  const [first, second] = [vi.fn(), vi.fn()];
  const stop = await onSubmissionChange(first);
  await onSubmissionChange(second);
  stop();
  notify(0, JSON.stringify(scored));
  expect(database.listen).toHaveBeenCalledOnce();
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledExactlyOnceWith(scored);
});

it('listens again after a failure, and does not keep the listener that got the error', async () => {
  const onSubmissionChange = await start();
  database.listen.mockRejectedValueOnce(new Error('down'));
  const [refused, taken] = [vi.fn(), vi.fn()];
  await expect(onSubmissionChange(refused)).rejects.toThrow('down');
  await onSubmissionChange(taken);
  notify(1, JSON.stringify(scored));
  expect(refused).not.toHaveBeenCalled();
  expect(taken).toHaveBeenCalledExactlyOnceWith(scored);
});

it('notifies once, though the driver repeats the attempt that failed', async () => {
  const onSubmissionChange = await start();
  database.listen.mockRejectedValueOnce(new Error('down'));
  const listener = vi.fn();
  await onSubmissionChange(listener).catch(() => onSubmissionChange(listener));
  for (const attempt of [0, 1]) notify(attempt, JSON.stringify(scored));
  expect(listener).toHaveBeenCalledOnce();
});

it('reports a lost connection, since changes may have been missed', async () => {
  const onSubmissionChange = await start();
  const listener = vi.fn();
  await onSubmissionChange(listener);
  reconnect(0);
  expect(listener).toHaveBeenCalledExactlyOnceWith('reconnected');
});

it.each(['no JSON', '{"id": "s1"}', '{"id": "s1", "status": "lost"}'])('logs and leaves out %s', async (payload) => {
  const onSubmissionChange = await start();
  const listener = vi.fn();
  await onSubmissionChange(listener);
  notify(0, payload);
  expect(listener).not.toHaveBeenCalled();
  expect(database.logged).toHaveBeenCalledOnce();
});
