import { percent } from '#site/layout/text.ts';
import { isFinal, type Status, statuses, statusTitles } from '#submissions/lifecycle.ts';

/** What the event stream of a submission says. */
export interface LiveState {
  status: Status;
  /** 0…1 */
  progress: number;
  /** 1 is next; null when it doesn't wait */
  place: number | null;
}

/** Reads one message of the stream; null for anything else. */
export function readLiveState(message: string): LiveState | null {
  const value: unknown = JSON.parse(message);
  if (typeof value !== 'object' || value === null) return null;
  const { status, progress, place }: Partial<Record<string, unknown>> = { ...value };
  const known = statuses.find((each) => each === status);
  if (!known || typeof progress !== 'number') return null;
  return { status: known, progress, place: typeof place === 'number' ? place : null };
}

/** The state in words: `Waiting in the queue: place 3`, `Being graded: 42%`. */
export function describeState({ status, progress, place }: LiveState): string {
  if (status === 'queued' && place !== null)
    return `${statusTitles[status]}: ${place === 1 ? 'next' : `place ${place}`}`;
  if (status === 'grading') return `${statusTitles[status]}: ${percent(progress)}`;
  return statusTitles[status];
}

/** Follows a submission until it is final, then shows the finished page. */
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
