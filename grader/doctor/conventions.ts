import type { ImageSize } from '#submissions/doctor.ts';
import type { Box } from '#submissions/format.ts';
import type { IssueHint } from '#submissions/issue.ts';

export interface Convention {
  /** what was written and what it became */
  says: string;
  convert: (box: Box, size: ImageSize) => Box;
}

/** How boxes of another convention become [x1, y1, x2, y2] in pixels. */
export const conventions: Record<IssueHint, Convention> = {
  looks_normalized: {
    says: 'boxes in shares of the image (0…1) became pixels',
    convert: ([a, b, c, d], { width, height }) => [a * width, b * height, c * width, d * height],
  },
  looks_norm1000: {
    says: 'boxes in thousandths of the image became pixels',
    convert: ([a, b, c, d], { width, height }) => [
      (a * width) / 1000,
      (b * height) / 1000,
      (c * width) / 1000,
      (d * height) / 1000,
    ],
  },
  looks_xywh: {
    says: 'boxes as x, y, width, height became x1, y1, x2, y2',
    convert: ([x, y, w, h]) => [x, y, x + w, y + h],
  },
  looks_yxyx: {
    says: 'boxes as y1, x1, y2, x2 had their axes swapped back',
    convert: ([y1, x1, y2, x2]) => [x1, y1, x2, y2],
  },
};
