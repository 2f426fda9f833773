import { percent } from '#site/layout/text.ts';
import { type Status, statuses, statusTitles } from '#submissions/lifecycle.ts';

/** The state of a submission as its event stream sends it. */
export interface LiveState {
  status: Status;
  /** 0…1 */
  progress: number;
  /** in the queue, 1 is next; null when it is not queued */
  place: number | null;
}

/** Parses one message of the stream; null for anything else. */
export function readLiveState(message: string): LiveState | null {
  const value = parseJson(message);
  if (typeof value !== 'object' || value === null) return null;
  const { status, progress, place }: Partial<Record<string, unknown>> = { ...value };
  const known = statuses.find((each) => each === status);
  if (!known || typeof progress !== 'number') return null;
  return { status: known, progress, place: typeof place === 'number' ? place : null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // not a message of this server, as a proxy may send
  }
}

/** The state in words: `Waiting in the queue: place 3`, `Being graded: 42%`. */
export function describeState({ status, progress, place }: LiveState): string {
  if (status === 'queued' && place !== null)
    return `${statusTitles[status]}: ${place === 1 ? 'next' : `place ${place}`}`;
  if (status === 'grading') return `${statusTitles[status]}: ${percent(progress)}`;
  return statusTitles[status];
}
