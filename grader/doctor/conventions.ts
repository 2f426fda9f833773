import type { ImageSize } from '#submissions/doctor.ts';
import type { Box } from '#submissions/format.ts';
import type { IssueHint } from '#submissions/issue.ts';

export interface Convention {
  /** what the boxes are and become, as a predicate */
  says: string;
  convert: (box: Box, size: ImageSize) => Box;
}

/** How boxes of another convention become [x1, y1, x2, y2] in pixels. */
export const conventions: Record<IssueHint, Convention> = {
  looks_normalized: {
    says: 'are shares of the image (0…1) and become pixels',
    convert: ([a, b, c, d], { width, height }) => [a * width, b * height, c * width, d * height],
  },
  looks_norm1000: {
    says: 'are thousandths of the image and become pixels',
    convert: ([a, b, c, d], { width, height }) => [
      (a * width) / 1000,
      (b * height) / 1000,
      (c * width) / 1000,
      (d * height) / 1000,
    ],
  },
  looks_xywh: {
    says: 'are x, y, width, height and become x1, y1, x2, y2',
    convert: ([x, y, w, h]) => [x, y, x + w, y + h],
  },
  looks_yxyx: {
    says: 'are y1, x1, y2, x2 with swapped axes and become x1, y1, x2, y2',
    convert: ([y1, x1, y2, x2]) => [x1, y1, x2, y2],
  },
};
