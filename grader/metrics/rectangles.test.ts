import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxIou, unionAreas } from './rectangles.ts';

const boxes = (...list: number[][]) => Float64Array.from(list.flat());

describe('boxIou', () => {
  it('is shared area over the rest: two 10 × 10 boxes that share 5 × 10', () => {
    expect(boxIou(boxes([0, 0, 10, 10]), 0, boxes([5, 0, 15, 10]), 0)).toBe(50 / 150);
  });

  it('is 0 for boxes that only touch, 1 for the same box', () => {
    expect(boxIou(boxes([0, 0, 10, 10]), 0, boxes([10, 0, 20, 10]), 0)).toBe(0);
    expect(boxIou(boxes([0, 0, 10, 10]), 0, boxes([10, 10, 20, 20]), 0)).toBe(0);
    expect(boxIou(boxes([3, 4, 7.5, 9]), 0, boxes([3, 4, 7.5, 9]), 0)).toBe(1);
  });
});

describe('unionAreas', () => {
  it('counts what overlaps once: a cross of two bars, and a square in its middle', () => {
    const cross = boxes([0, 4, 10, 6], [4, 0, 6, 10]);
    expect(unionAreas(cross, 2, boxes([3, 3, 7, 7]), 1)).toEqual({ predicted: 36, annotated: 16, shared: 12 });
  });

  it('is nothing without boxes', () => {
    const none = new Float64Array(0);
    expect(unionAreas(none, 0, none, 0)).toEqual({ predicted: 0, annotated: 0, shared: 0 });
    expect(unionAreas(none, 0, boxes([0, 0, 2, 3]), 1)).toEqual({ predicted: 0, annotated: 6, shared: 0 });
  });

  it('gives the areas that counting pixels gives, for whole boxes', () => {
    const side = 16;
    const box = fc
      .tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 0, max: side - 1 })))
      .map(([x, y, w, h]) => [x!, y!, Math.min(side, x! + 1 + (w! % 8)), Math.min(side, y! + 1 + (h! % 8))]);
    fc.assert(
      fc.property(fc.array(box, { maxLength: 8 }), fc.array(box, { maxLength: 8 }), (p, g) => {
        const [a, b] = [rasterise(p, side), rasterise(g, side)];
        const count = (test: (pixel: number) => boolean) => a.filter((_, pixel) => test(pixel)).length;
        expect(unionAreas(boxes(...p), p.length, boxes(...g), g.length)).toEqual({
          predicted: count((pixel) => a[pixel]!),
          annotated: count((pixel) => b[pixel]!),
          shared: count((pixel) => a[pixel]! && b[pixel]!),
        });
      }),
    );
  });
});

function rasterise(list: readonly number[][], side: number): boolean[] {
  return Array.from({ length: side * side }, (_, pixel) => {
    const [x, y] = [pixel % side, Math.floor(pixel / side)];
    return list.some((box) => box[0]! <= x && x < box[2]! && box[1]! <= y && y < box[3]!);
  });
}
