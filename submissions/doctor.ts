import type { Box } from './format.ts';
import type { IssueHint } from './issue.ts';

export interface ImageSize {
  width: number;
  height: number;
}

/** What speaks for another convention. */
export interface BoxEvidence {
  hint: IssueHint;
  boxes: number;
  /** of the boxes, how many are possible in the other convention, and how many as they stand */
  fits: number;
  right: number;
}

/** Watches the boxes of a file go by and says which other convention most of them look like. */
export interface BoxDoctor {
  see(box: Box, size: ImageSize): void;
  /** null when the boxes look right, or when there are too few to tell */
  evidence(): BoxEvidence | null;
  /** the convention alone */
  suspicion(): IssueHint | null;
}

/** Other conventions, the most telling first: a file that fits several looks like the first of them. */
const conventions: readonly { hint: IssueHint; fits: (box: Box, size: ImageSize) => boolean }[] = [
  { hint: 'looks_normalized', fits: (box) => isOrdered(box) && box.every((value) => value >= 0 && value <= 1.001) },
  { hint: 'looks_yxyx', fits: ([y1, x1, y2, x2], size) => isInside([x1, y1, x2, y2], size) },
  { hint: 'looks_xywh', fits: ([x, y, w, h], size) => w > 0 && h > 0 && isInside([x, y, x + w, y + h], size) },
  { hint: 'looks_norm1000', fits: (box) => isOrdered(box) && box.every((value) => value >= 0 && value <= 1000) },
];

/** Shares of the boxes: so many must fit the other convention, and at most so many may be right as they stand. */
const fitShare = 0.98;
const rightShare = 0.95;
/** fewer boxes tell nothing */
const leastBoxes = 3;

export function openBoxDoctor(): BoxDoctor {
  const fits = conventions.map(() => 0);
  let boxes = 0;
  let right = 0;
  const evidence = () => {
    if (boxes < leastBoxes || right > boxes * rightShare) return null;
    const found = conventions.findIndex((_, index) => fits[index]! >= boxes * fitShare);
    return found < 0 ? null : { hint: conventions[found]!.hint, boxes, fits: fits[found]!, right };
  };
  return {
    see(box, size) {
      boxes++;
      // a normalised box is a right box too, but one of at most a pixel: no real annotation is that small
      if (isInside(box, size) && !(box[2] <= 1.001 && box[3] <= 1.001)) right++;
      for (const [index, convention] of conventions.entries()) if (convention.fits(box, size)) fits[index]!++;
    },
    evidence,
    suspicion: () => evidence()?.hint ?? null,
  };
}

function isOrdered([x1, y1, x2, y2]: Box): boolean {
  return x1 < x2 && y1 < y2;
}

function isInside(box: Box, { width, height }: ImageSize): boolean {
  return isOrdered(box) && box[0] >= -1 && box[1] >= -1 && box[2] <= width + 1 && box[3] <= height + 1;
}
