import { z } from 'zod';
import { submissionChannel } from '#db/submissions.ts';
import { statuses } from '#submissions/lifecycle.ts';
import { memoisePromise } from './memoise-promise.ts';
import { siteServices } from './services.ts';

const submissionChange = z.object({ id: z.string(), status: z.enum(statuses) });
/** `reconnected`: the connection was lost, and changes may have been missed. */
export type SubmissionChange = z.infer<typeof submissionChange> | 'reconnected';
type Listener = (change: SubmissionChange) => void;

const listeners = new Set<Listener>();

function notifyAll(change: SubmissionChange): void {
  for (const listener of listeners) listener(change);
}

let attempts = 0;
/** One LISTEN for all listeners. The driver repeats a failed one by itself: only the newest attempt notifies. */
const listen = memoisePromise(async () => {
  const attempt = ++attempts;
  const { sql, log } = await siteServices();
  const onPayload = (payload: string) => {
    if (attempt !== attempts) return;
    try {
      notifyAll(submissionChange.parse(JSON.parse(payload)));
    } catch (error) {
      // an exception here would close the connection of all listeners
      log.error({ error, payload }, 'a notification of a submission could not be handled');
    }
  };
  await sql.listen(submissionChannel, onPayload, () => attempt === attempts && notifyAll('reconnected'));
});

/**
 * Calls `listener` whenever a submission changes, until the returned function is called.
 * @throws when the database cannot be reached; the listener is not kept then
 */
export async function onSubmissionChange(listener: Listener): Promise<() => void> {
  await listen();
  listeners.add(listener);
  return () => listeners.delete(listener);
}
