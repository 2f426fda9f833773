import type { ImageSize } from './box-convention.ts';
import type { IssueList } from './issue.ts';
import type { Split } from './terms.ts';

/** A file whose ids are unknown to at least this share is for other images as a whole. */
export const unknownShare = 0.98;
/** fewer unknown ids are no evidence */
const leastUnknown = 3;
/** How many of the unknown ids are kept, to recognise the split that they are of. */
export const keptUnknownIds = 50;
/** No manifest has longer ids, in characters. */
const longestId = 1000;

/** A split with the sizes of its images by id. */
export type SplitImages = readonly [Split, ReadonlyMap<string, ImageSize>];

/** Recognises a file that is for other images, from its ids one by one. */
export interface UnknownIdDetector {
  add(id: string, isKnown: boolean): void;
  /** the first {@link keptUnknownIds} unknown ids, where hardly any is known; else null */
  found(): string[] | null;
}

/**
 * A detector for one file. Holds at most {@link keptUnknownIds} ids.
 *
 * @example
 * const detector = openUnknownIdDetector();
 * for (const id of ['x', 'y', 'z']) detector.add(id, false);
 * detector.found() // → ['x', 'y', 'z']
 * detector.add('a', true);
 * detector.found() // → null
 */
export function openUnknownIdDetector(): UnknownIdDetector {
  const first: string[] = [];
  let ids = 0;
  let unknown = 0;
  return {
    add(id, isKnown) {
      ids++;
      if (!isKnown && unknown++ < keptUnknownIds) first.push(id.slice(0, longestId));
    },
    found: () => (unknown >= leastUnknown && unknown >= ids * unknownShare ? first : null),
  };
}

/**
 * The split that has all of these ids; null when none of the given ones has.
 *
 * @example
 * const dev = new Map([['a', { width: 4, height: 2 }]]);
 * nameSplit(['a'], [['dev', dev]]) // → 'dev'
 * nameSplit(['a', 'b'], [['dev', dev]]) // → null
 */
export function nameSplit(ids: readonly string[], splits: Iterable<SplitImages>): Split | null {
  for (const [split, images] of splits) if (ids.every((id) => images.has(id))) return split;
  return null;
}

/**
 * The list with another message on its first `unknown_image`: that all ids are of `split`, or of no known split when it
 * is null. Unchanged where no listed issue is of that code.
 *
 * @example
 * const unknown = { code: 'unknown_image', line: 1, imageId: 'x', path: 'image_id', message: 'No image has this id.' };
 * const { issues } = explainUnknownIds({ issues: [unknown], counts: { unknown_image: 1 } }, 'dev');
 * issues[0].message.startsWith('These are ids of the dev split') // → true
 */
export function explainUnknownIds({ issues, counts }: IssueList, split: Split | null): IssueList {
  const first = issues.findIndex(({ code }) => code === 'unknown_image');
  const message = split
    ? `These are ids of the ${split} split, not of this one. Choose the ${split} split, or predict the images of this split's manifest.`
    : 'Hardly any line has an id of this split. Take the ids from the manifest of the split you submit to; file names are not ids.';
  return { issues: issues.map((issue, k) => (k === first ? { ...issue, message } : issue)), counts };
}
