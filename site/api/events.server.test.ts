import { beforeEach, describe, expect, it, vi } from 'vitest';
import { submissionEvents } from './events.server.ts';

const world = vi.hoisted(() => ({
  status: 'queued',
  listeners: new Set<(change: { id: string; status: string }) => void>(),
}));

vi.mock('#site/report/submissions.server.ts', () => ({
  readSubmission: async () => ({ submission: { status: world.status, progress: 0, issues: null }, place: 1 }),
}));

vi.mock('#site/server/submission-changes.ts', () => ({
  onSubmissionChange: async (listener: (change: { id: string; status: string }) => void) => {
    world.listeners.add(listener);
    return () => world.listeners.delete(listener);
  },
}));

function change(status: string): void {
  world.status = status;
  for (const listener of world.listeners) listener({ id: 's1', status });
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const { value } = await reader.read();
  return new TextDecoder().decode(value);
}

describe('submissionEvents', () => {
  beforeEach(() => {
    world.status = 'queued';
    world.listeners.clear();
  });

  it('sends the state at once, then each change, and ends with a final one', async () => {
    const reader = submissionEvents('s1', new AbortController().signal).getReader();
    expect(await read(reader)).toContain('"status":"queued"');
    change('scored');
    expect(await read(reader)).toContain('"status":"scored"');
    expect((await reader.read()).done).toBe(true);
    expect(world.listeners.size).toBe(0);
  });

  it('can be cancelled before the end', async () => {
    const reader = submissionEvents('s1', new AbortController().signal).getReader();
    await read(reader);
    await reader.cancel();
    expect(world.listeners.size).toBe(0);
  });

  it('removes its listener when the request is aborted', async () => {
    const request = new AbortController();
    const reader = submissionEvents('s1', request.signal).getReader();
    await read(reader);
    request.abort();
    expect(world.listeners.size).toBe(0);
  });
});
