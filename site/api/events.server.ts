import { readSubmission } from '#site/report/submissions.server.ts';
import { onSubmissionChange } from '#site/server/submission-changes.ts';
import { isFinal } from '#submissions/lifecycle.ts';

/** Places in the queue change without a change of the row itself, and some proxies cut silent streams. */
const refreshMs = 5000;

/** The state of one submission now and whenever it changes, as an event stream that ends with a final status. */
export function submissionEvents(id: string, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  return new ReadableStream({
    async start(controller) {
      let last = '';
      const send = async () => {
        const file = await readSubmission(id);
        if (!file || ended.aborted) return;
        const { status, progress, issues } = file.submission;
        const state = JSON.stringify({ status, progress, place: file.place, issueCount: issues?.issues.length ?? 0 });
        controller.enqueue(encoder.encode(state === last ? ': still here\n\n' : `data: ${state}\n\n`));
        last = state;
        if (!isFinal(status)) return;
        stop.abort();
        controller.close(); // only here: cancel() has closed the stream already, and closing it twice throws
      };
      const fail = (error: unknown) => {
        stop.abort();
        controller.error(error);
      };
      const unsubscribe = await onSubmissionChange((change) => {
        if (change === 'reconnected' || change.id === id) void send().catch(fail);
      });
      const refresh = setInterval(() => void send().catch(fail), refreshMs);
      const release = () => {
        unsubscribe();
        clearInterval(refresh);
      };
      if (ended.aborted) return release();
      ended.addEventListener('abort', release);
      await send();
    },
    cancel() {
      stop.abort();
    },
  });
}
