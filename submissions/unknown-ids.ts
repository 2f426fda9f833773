import type { ImageSize } from './box-convention.ts';
import type { IssueList } from './issue.ts';
import type { Split } from './terms.ts';

/** the share of a file's ids that must be unknown before the file as a whole is for other images, and the least of them */
const unknownShare = 0.98;
const leastUnknown = 3;
/** how many are kept to recognise where they come from */
const kept = 50;

export type SplitImages = readonly [Split, ReadonlyMap<string, ImageSize>];

/** Watches the ids of a file go by. */
export interface UnknownIdWatch {
  see(id: string, isKnown: boolean): void;
  /** the first ids that are unknown, where hardly any is known; else null */
  found(): string[] | null;
}

export function watchUnknownIds(): UnknownIdWatch {
  const first: string[] = [];
  let ids = 0;
  let unknown = 0;
  return {
    see(id, isKnown) {
      ids++;
      if (!isKnown && unknown++ < kept) first.push(id);
    },
    found: () => (unknown >= leastUnknown && unknown >= ids * unknownShare ? first : null),
  };
}

/** The split that has all of these ids; null when none of the given ones has. */
export function nameSplit(ids: readonly string[], splits: Iterable<SplitImages>): Split | null {
  for (const [split, images] of splits) if (ids.every((id) => images.has(id))) return split;
  return null;
}

/** Says on the first unknown image what so many have in common. `split` is the one the ids are of, if it is known. */
export function explainUnknownIds({ issues, counts }: IssueList, split: Split | null): IssueList {
  const first = issues.findIndex(({ code }) => code === 'unknown_image');
  const message = split
    ? `These are ids of the ${split} split, not of this one. Choose the ${split} split, or predict the images of this split's manifest.`
    : 'Hardly any line has an id of this split. Take the ids from the manifest of the split you submit to; file names are not ids.';
  return { issues: issues.map((issue, k) => (k === first ? { ...issue, message } : issue)), counts };
}
