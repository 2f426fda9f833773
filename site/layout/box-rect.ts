import type { Box } from '#submissions/format.ts';

/**
 * A box as the attributes of an SVG rect in the box's own units. Corners in another order give the same rect.
 * @example boxRect([10, 20, 60, 70]) // { x: 10, y: 20, width: 50, height: 50 }
 * @param least the smallest width and height, so that a box without area can be seen
 */
export function boxRect([x1, y1, x2, y2]: Readonly<Box>, least = 0) {
  return {
    x: Math.min(x1, x2),
    y: Math.min(y1, y2),
    width: Math.max(least, Math.abs(x2 - x1)),
    height: Math.max(least, Math.abs(y2 - y1)),
  };
}
