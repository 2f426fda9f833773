import { isFinal } from '#submissions/lifecycle.ts';
import { describeState, readLiveState } from './live.ts';

/** Follows a submission until it is final, then reloads the page, which shows its report. */
export function followSubmission(section: HTMLElement): void {
  const { submission } = section.dataset;
  const words = section.querySelector('[data-words]');
  const bar = section.querySelector('progress');
  if (!submission || !words || !bar) return;
  const stream = new EventSource(`/api/v1/submissions/${submission}/events`);
  stream.addEventListener('message', ({ data }) => {
    const state = readLiveState(String(data));
    if (!state) return;
    words.textContent = describeState(state);
    bar.value = state.progress;
    if (!isFinal(state.status)) return;
    stream.close();
    location.reload();
  });
}
