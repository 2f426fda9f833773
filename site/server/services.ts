import { readEnv } from '#db/env.ts';
import { submissionChannel } from '#db/submissions.ts';
import { openServices, type Services } from '#grader/services/services.ts';

let opened: Promise<Services> | null = null;

/** The services of this server process, opened on the first request and kept. A failed opening is tried again. */
export function siteServices(): Promise<Services> {
  opened ??= openServices(readEnv(), { name: 'site' }).catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}

type Listener = (submissionId: string, status: string) => void;
const listeners = new Set<Listener>();
let listening: Promise<unknown> | null = null;

/** Calls `listener` whenever a submission changes, until the returned function is called. One connection serves all. */
export async function onSubmissionChange(listener: Listener): Promise<() => void> {
  listeners.add(listener);
  const { sql } = await siteServices();
  listening ??= sql
    .listen(submissionChannel, (payload) => {
      const { id, status } = JSON.parse(payload);
      for (const each of listeners) each(String(id), String(status));
    })
    .catch((error: unknown) => {
      listening = null;
      throw error;
    });
  await listening;
  return () => listeners.delete(listener);
}
