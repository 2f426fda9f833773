import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SubmissionChange } from '#site/server/submission-changes.ts';

const world = vi.hoisted(() => ({
  onSubmissionChange: vi.fn<(listener: (change: SubmissionChange) => void) => Promise<() => void>>(),
  listEntries: vi.fn(async () => []),
}));
vi.mock('#site/server/services.ts', () => ({ siteServices: async () => ({ db: {} }) }));
vi.mock('#site/server/submission-changes.ts', () => ({ onSubmissionChange: world.onSubmissionChange }));
vi.mock('#db/datasets.ts', () => ({ currentDataset: async () => ({ id: 'd', generators: [] }) }));
vi.mock('#db/leaderboard.ts', () => ({ listEntries: world.listEntries }));

/** The module anew, as in a process that has just started. */
async function start() {
  vi.resetModules();
  return (await import('./boards.server.ts')).readBoard;
}
const change = (what: SubmissionChange) => world.onSubmissionChange.mock.lastCall?.[0](what);

describe('readBoard', () => {
  beforeEach(() => {
    vi.clearAllMocks();
    world.onSubmissionChange.mockResolvedValue(() => {});
  });

  it('works again after the first request has failed', async () => {
    const readBoard = await start();
    world.onSubmissionChange.mockRejectedValueOnce(new Error('down'));
    await expect(readBoard('overall')).rejects.toThrow('down');
    expect(await readBoard('overall')).toMatchObject({ slice: 'overall', rows: [] });
    expect(await readBoard('overall')).toMatchObject({ slice: 'overall', rows: [] });
    expect(world.onSubmissionChange).toHaveBeenCalledTimes(2);
  });

  it('computes a board once, and again when a score is stored or may have been', async () => {
    const readBoard = await start();
    for (const after of [{ id: 's1', status: 'grading' }, { id: 's1', status: 'scored' }, 'reconnected'] as const) {
      await readBoard('overall');
      change(after);
    }
    await readBoard('overall');
    expect(world.listEntries).toHaveBeenCalledTimes(3);
  });

  it('computes a board again that could not be computed', async () => {
    const readBoard = await start();
    world.listEntries.mockRejectedValueOnce(new Error('down'));
    await expect(readBoard('overall')).rejects.toThrow('down');
    expect(await readBoard('overall')).toMatchObject({ rows: [] });
  });

  it('has none for a slice that the data set lacks', async () => {
    const readBoard = await start();
    expect(await readBoard('generator:nothing')).toBeNull();
    expect(await readBoard('family:gan')).not.toBeNull();
  });
});
