import { describe, expect, it } from 'vitest';
import type { Box, Truth } from '#submissions/format.ts';
import type { Tag } from '#submissions/terms.ts';
import { compareAnnotations } from './annotator-agreement.ts';

function fake(image_id: string, boxes: Box[], tags: Tag[]): Truth {
  const regions = boxes.map((box) => ({ box, text: 'broken' }));
  return {
    image_id,
    label: 'fake',
    family: 'gan',
    generator: 'gan-1',
    source: 'coco',
    width: 100,
    height: 100,
    regions,
    tags,
  };
}
const real: Truth = { image_id: 'r', label: 'real', source: 'coco', width: 100, height: 100 };

describe('compareAnnotations', () => {
  it('takes the IoU of the unions and the shared tags over all tags', () => {
    const first = [
      fake(
        'a',
        [
          [0, 0, 10, 10],
          [5, 0, 20, 10],
        ],
        ['texture', 'other'],
      ),
      real,
    ];
    const second = [fake('a', [[10, 0, 30, 10]], ['texture']), real];
    const found = compareAnnotations(first, second);
    expect(found).toMatchObject({ shared: 2, sameVerdict: 2, explained: 1, passing: 1, passes: true, failing: [] });
    expect(found.iou).toBeCloseTo(1 / 3, 12); // 100 of 300 square pixels
    expect(found.labelAccuracy).toBeCloseTo(1 / 2, 12);
  });

  it('stands or falls with both bars: 0.20 and 1/3 just pass', () => {
    const one = [fake('a', [[0, 0, 60, 10]], ['texture', 'other'])];
    expect(compareAnnotations(one, [fake('a', [[40, 0, 100, 10]], ['other', 'attributes'])])).toMatchObject({
      passes: true,
    });
    expect(compareAnnotations(one, [fake('a', [[41, 0, 100, 10]], ['other', 'attributes'])])).toMatchObject({
      passes: false,
    });
    expect(compareAnnotations(one, [fake('a', [[0, 0, 60, 10]], ['attributes'])])).toMatchObject({
      passes: false,
      passing: 0,
    });
  });

  it('reports what cannot be compared', () => {
    const found = compareAnnotations([fake('a', [], []), real], [fake('b', [], [])]);
    expect(found).toMatchObject({
      shared: 0,
      onlyFirst: 2,
      onlySecond: 1,
      iou: null,
      labelAccuracy: null,
      passes: null,
    });
  });
});
