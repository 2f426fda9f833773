import type { Box } from './format.ts';
import type { IssueHint } from './issue.ts';

export interface ImageSize {
  width: number;
  height: number;
}

/** The evidence that the boxes of a file are of another convention. */
export interface BoxEvidence {
  /** null when two readings are equally possible: then the team must choose */
  hint: IssueHint | null;
  /** the readings that at least 98% of the boxes allow, the likeliest first, each with how many boxes it makes possible */
  readings: { hint: IssueHint; fits: number }[];
  boxes: number;
  /** of the boxes, how many are possible in the likeliest reading, and how many as they stand */
  fits: number;
  right: number;
}

/** Recognises the convention of a file's boxes, from one box at a time. Memory does not grow with the file. */
export interface ConventionDetector {
  /** four finite numbers as written, and the size of their image in pixels */
  add(box: Box, size: ImageSize): void;
  /**
   * null when at least 95% of the boxes are right as they stand, or with fewer than three boxes; `chosen` is a reading
   * that the team names, whatever its evidence
   */
  evidence(chosen?: IssueHint): BoxEvidence | null;
  /** the likeliest other convention alone, of equally possible ones the first; null where {@link evidence} is */
  likeliest(): IssueHint | null;
}

interface Convention {
  hint: IssueHint;
  /** readings of one scale are rivals; thousandths fit nearly everything, and count only where no reading in pixels does */
  scale: 'shares' | 'pixels' | 'thousandths';
  fits: (box: Box, size: ImageSize) => boolean;
}

/** Other conventions, of each scale the most frequent first. */
const conventions: readonly Convention[] = [
  { hint: 'looks_normalized', scale: 'shares', fits: isShares },
  { hint: 'looks_normalized_xywh', scale: 'shares', fits: (box) => isShares(corners(box)) },
  { hint: 'looks_normalized_cxcywh', scale: 'shares', fits: (box) => isShares(centred(box)) },
  { hint: 'looks_yxyx', scale: 'pixels', fits: ([y1, x1, y2, x2], size) => isInside([x1, y1, x2, y2], size) },
  { hint: 'looks_xywh', scale: 'pixels', fits: (box, size) => isInside(corners(box), size) },
  { hint: 'looks_cxcywh', scale: 'pixels', fits: (box, size) => isInside(centred(box), size) },
  {
    hint: 'looks_norm1000',
    scale: 'thousandths',
    fits: (box) => isOrdered(box) && box.every((value) => value >= 0 && value <= 1000),
  },
];

/** Shares of the boxes: so many must fit the other convention, and at most so many may be right as they stand. */
const fitShare = 0.98;
const rightShare = 0.95;
/** fewer boxes are no evidence */
const leastBoxes = 3;

/**
 * A detector for one file.
 *
 * @example
 * const detector = openConventionDetector();
 * for (let i = 0; i < 3; i++) detector.add([0.1, 0.2, 0.5, 0.6], { width: 400, height: 300 });
 * detector.likeliest() // → 'looks_normalized'
 * const { boxes, fits, right } = detector.evidence();
 * [boxes, fits, right] // → [3, 3, 0]
 */
export function openConventionDetector(): ConventionDetector {
  const fits = conventions.map(() => 0); // [conventions], how many boxes each makes possible
  const count = { boxes: 0, right: 0, small: 0 };

  function readingsOf(scale: Convention['scale']): BoxEvidence['readings'] {
    return conventions
      .map(({ hint, scale }, index) => ({ hint, scale, fits: fits[index]! }))
      .filter((each) => each.scale === scale && each.fits >= count.boxes * fitShare)
      .toSorted((a, b) => b.fits - a.fits)
      .map(({ hint, fits }) => ({ hint, fits }));
  }

  function evidence(chosen?: IssueHint): BoxEvidence | null {
    const { boxes, right, small } = count;
    if (chosen && boxes > 0) {
      const found = fits[conventions.findIndex(({ hint }) => hint === chosen)]!;
      return { hint: chosen, readings: [{ hint: chosen, fits: found }], boxes, fits: found, right };
    }
    if (boxes < leastBoxes || right > boxes * rightShare) return null;
    const inPixels = readingsOf('pixels');
    const others = inPixels.length > 0 ? inPixels : readingsOf('thousandths');
    const readings = small >= boxes * fitShare ? readingsOf('shares') : others;
    const [first, second] = readings;
    if (!first) return null;
    return { hint: second?.fits === first.fits ? null : first.hint, readings, boxes, fits: first.fits, right };
  }

  return {
    add(box, size) {
      count.boxes++;
      // a normalised box is a right box too, but one of at most a pixel: no real annotation is that small
      if (isInside(box, size) && !(box[2] <= 1.001 && box[3] <= 1.001)) count.right++;
      if (box.every((value) => value >= 0 && value <= 1.001)) count.small++;
      for (const [index, convention] of conventions.entries()) if (convention.fits(box, size)) fits[index]!++;
    },
    evidence,
    likeliest: () => evidence()?.readings[0]?.hint ?? null,
  };
}

/**
 * The corners [x1, y1, x2, y2] of a box that is written as its first corner, width and height.
 *
 * @example
 * corners([10, 20, 30, 40]) // → [10, 20, 40, 60]
 */
export function corners([x, y, w, h]: Box): Box {
  return [x, y, x + w, y + h];
}

/**
 * The corners [x1, y1, x2, y2] of a box that is written as its centre, width and height.
 *
 * @example
 * centred([10, 20, 4, 6]) // → [8, 17, 12, 23]
 */
export function centred([x, y, w, h]: Box): Box {
  return [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
}

function isShares(box: Box): boolean {
  return isOrdered(box) && box.every((value) => value >= -0.001 && value <= 1.001);
}

function isOrdered([x1, y1, x2, y2]: Box): boolean {
  return x1 < x2 && y1 < y2;
}

function isInside(box: Box, { width, height }: ImageSize): boolean {
  return isOrdered(box) && box[0] >= -1 && box[1] >= -1 && box[2] <= width + 1 && box[3] <= height + 1;
}
