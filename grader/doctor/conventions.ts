import { centred, corners, type ImageSize } from '#submissions/box-convention.ts';
import type { Box } from '#submissions/format.ts';
import { type IssueHint, issueHints } from '#submissions/issue.ts';

export interface Convention {
  /** what the four numbers are */
  name: string;
  /** what the boxes are and become */
  predicate: string;
  convert: (box: Box, size: ImageSize) => Box;
}

/** How boxes of another convention become [x1, y1, x2, y2] in pixels. */
export const conventions: Record<IssueHint, Convention> = {
  looks_normalized: {
    name: 'corners as shares of the image',
    predicate: 'are shares of the image (0…1) and become pixels',
    convert: scaled,
  },
  looks_norm1000: {
    name: 'corners in thousandths of the image',
    predicate: 'are thousandths of the image and become pixels',
    convert: ([a, b, c, d], size) => scaled([a / 1000, b / 1000, c / 1000, d / 1000], size),
  },
  looks_xywh: {
    name: 'x, y, width, height',
    predicate: 'are x, y, width, height and become x1, y1, x2, y2',
    convert: corners,
  },
  looks_yxyx: {
    name: 'y1, x1, y2, x2',
    predicate: 'are y1, x1, y2, x2 with swapped axes and become x1, y1, x2, y2',
    convert: ([y1, x1, y2, x2]) => [x1, y1, x2, y2],
  },
  looks_cxcywh: {
    name: 'centre x, centre y, width, height',
    predicate: 'are centre x, centre y, width, height and become x1, y1, x2, y2',
    convert: centred,
  },
  looks_normalized_xywh: {
    name: 'x, y, width, height as shares of the image',
    predicate: 'are x, y, width, height as shares of the image (0…1) and become x1, y1, x2, y2 in pixels',
    convert: (box, size) => scaled(corners(box), size),
  },
  looks_normalized_cxcywh: {
    name: 'centre x, centre y, width, height as shares of the image',
    predicate:
      'are centre x, centre y, width, height as shares of the image (0…1, YOLO) and become x1, y1, x2, y2 in pixels',
    convert: (box, size) => scaled(centred(box), size),
  },
};

function scaled([a, b, c, d]: Box, { width, height }: ImageSize): Box {
  return [a * width, b * height, c * width, d * height];
}

/** The readings of boxes as a command line names them: `xywh` for `looks_xywh`. */
export const readingNames = new Map(issueHints.map((hint) => [hint.replace('looks_', ''), hint]));
