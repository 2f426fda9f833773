import type { RunProgress } from '#db/schema.ts';
import { count, counted } from '#site/layout/text.ts';

/** How far a run came before it failed. Shown to everybody; the error's message is for maintainers. */
export function failureStage(progress: RunProgress | null): string {
  if (!progress || progress.asked === 0) return 'before the first answer';
  if (progress.asked < progress.total) return `after ${count(progress.asked)} of ${counted(progress.total, 'image')}`;
  return 'after the last image, before its file was submitted';
}
