import { describe, expect, it } from 'vitest';
import { openChecker } from './checker.ts';
import type { Box } from './format.ts';
import type { IssueHint } from './issue.ts';

const size = { width: 640, height: 400 };
const images = new Map(Array.from({ length: 40 }, (_, i) => [`i${i}`, size]));

/** Forty boxes over the whole image, small to large. */
const boxes: Box[] = Array.from({ length: 40 }, (_, i) => {
  const x = (i * 37) % 500;
  const y = (i * 53) % 300;
  return [x, y, x + 20 + ((i * 29) % 120), y + 20 + ((i * 31) % 80)];
});

function checkBoxes(convert: (box: Box) => number[]) {
  const checker = openChecker(images);
  const lines = boxes.map((box, i) =>
    JSON.stringify({ image_id: `i${i}`, label: 'fake', regions: [{ box: convert(box), text: 'x' }] }),
  );
  checker.push(new TextEncoder().encode(lines.join('\n')));
  return { list: checker.end(), likely: checker.likelyConvention() };
}

const conventions: [IssueHint, (box: Box) => number[]][] = [
  ['looks_normalized', ([a, b, c, d]) => [a / 640, b / 400, c / 640, d / 400]],
  ['looks_norm1000', ([a, b, c, d]) => [(a * 1000) / 640, (b * 1000) / 400, (c * 1000) / 640, (d * 1000) / 400]],
  ['looks_xywh', ([a, b, c, d]) => [a, b, c - a, d - b]],
  ['looks_yxyx', ([a, b, c, d]) => [b, a, d, c]],
  ['looks_cxcywh', ([a, b, c, d]) => [(a + c) / 2, (b + d) / 2, c - a, d - b]],
  ['looks_normalized_xywh', ([a, b, c, d]) => [a / 640, b / 400, (c - a) / 640, (d - b) / 400]],
  ['looks_normalized_cxcywh', ([a, b, c, d]) => [(a + c) / 1280, (b + d) / 800, (c - a) / 640, (d - b) / 400]],
];

describe('box conventions', () => {
  it('says nothing of right boxes, nor of a few wrong ones among them', () => {
    expect(checkBoxes((box) => box)).toEqual({ list: { issues: [], counts: {} }, likely: null });
    const oneWrong = checkBoxes((box) => (box === boxes[3] ? [9, 9, 1, 1] : box));
    expect(oneWrong.list.issues.map((issue) => issue.hint)).toEqual([undefined]);
  });

  it.each(conventions)('%s', (hint, convert) => {
    const { list, likely } = checkBoxes(convert);
    expect(likely).toBe(hint);
    const boxIssues = list.issues.filter((issue) => issue.code.startsWith('box_'));
    expect(boxIssues.every((issue) => issue.hint === hint)).toBe(true);
    if (!hint.startsWith('looks_normalized')) expect(boxIssues.length).toBeGreaterThan(0);
  });
});
