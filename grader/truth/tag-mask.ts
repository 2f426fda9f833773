import type { tagCount } from '#grader/metrics/columns.ts';
import { type Tag, tags } from '#submissions/terms.ts';

tags.length satisfies typeof tagCount;

/** A set of tags as a bit mask: tag k of the vocabulary is bit k. */
export function tagMask(list: readonly Tag[]): number {
  return list.reduce((mask, tag) => mask | (1 << tags.indexOf(tag)), 0);
}
