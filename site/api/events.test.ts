import { beforeEach, describe, expect, it, vi } from 'vitest';
import { submissionEvents } from './events.ts';

const world = vi.hoisted(() => ({
  status: 'queued',
  listeners: new Set<(id: string, status: string) => void>(),
}));

vi.mock('#site/report/submissions.server.ts', () => ({
  readSubmission: async () => ({ submission: { status: world.status, progress: 0, issues: null }, place: 1 }),
}));

vi.mock('#site/server/services.ts', () => ({
  onSubmissionChange: async (listener: (id: string, status: string) => void) => {
    world.listeners.add(listener);
    return () => world.listeners.delete(listener);
  },
}));

function change(status: string): void {
  world.status = status;
  for (const listener of world.listeners) listener('s1', status);
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

  it('lets a reader leave before the end', async () => {
    const reader = submissionEvents('s1', new AbortController().signal).getReader();
    await read(reader);
    await reader.cancel();
    expect(world.listeners.size).toBe(0);
  });

  it('releases what it holds when the request is gone', async () => {
    const request = new AbortController();
    const reader = submissionEvents('s1', request.signal).getReader();
    await read(reader);
    request.abort();
    expect(world.listeners.size).toBe(0);
  });
});
