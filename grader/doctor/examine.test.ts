import { describe, expect, it } from 'vitest';
import type { Box, ManifestLine, Prediction } from '#submissions/format.ts';
import { examine } from './examine.ts';

const sha256 = '0'.repeat(64);
const manifest: ManifestLine[] = Array.from({ length: 12 }, (_, i) => ({
  ...{ image_id: `id${i}`, width: 640, height: 400, file: `images/pic-${i}.webp`, sha256 },
}));
const boxes: Box[] = manifest.map((_, i) => [10 + 40 * i, 20 + 20 * i, 100 + 40 * i, 90 + 20 * i]);
const good: Prediction[] = manifest.map(({ image_id }, i) => ({
  ...{ image_id, label: 'fake' as const, regions: [{ box: boxes[i]!, text: 'torn' }], tags: ['texture' as const] },
}));
const rounded = (lines: readonly Prediction[]) =>
  lines.map((line) => ({
    ...line,
    regions: line.regions?.map(({ box, text }) => ({ box: box.map((n) => Number(n.toFixed(6))), text })),
  }));
const withBoxes = (convert: (box: Box) => number[]) =>
  good.map((line, i) => ({ ...line, regions: [{ box: convert(boxes[i]!), text: 'torn' }] }));

describe('the doctor', () => {
  it('leaves a right file alone', () => {
    expect(examine(good, manifest)).toEqual({ findings: [], mended: good, unmended: [], examples: [] });
  });

  it.each<[string, (box: Box) => number[]]>([
    ['width, height', ([a, b, c, d]) => [a, b, c - a, d - b]],
    ['shares', ([a, b, c, d]) => [a / 640, b / 400, c / 640, d / 400]],
    ['thousandths', ([a, b, c, d]) => [a / 0.64, b / 0.4, c / 0.64, d / 0.4]],
    ['swapped', ([a, b, c, d]) => [b, a, d, c]],
  ])('mends boxes as %s and shows three of them', (word, convert) => {
    const { findings, mended, examples } = examine(withBoxes(convert), manifest);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ says: expect.stringContaining(word), count: 12 });
    expect(rounded(mended)).toEqual(good);
    expect(examples).toHaveLength(3);
  });

  it('finds the ids behind file names', () => {
    const named = good.map((line, i) => ({
      ...line,
      image_id: ['pic-$.webp', 'images/pic-$.webp', 'C:\\data\\pic-$.webp', 'pic-$'][i % 4]!.replace('$', String(i)),
    }));
    const { mended, findings } = examine(named, manifest);
    expect(mended).toEqual(good);
    expect(findings).toEqual([{ says: 'file names stood where ids belong', count: 12 }]);
  });

  it('reads raw answers and ms-swift records', () => {
    const answer = (box: Box) =>
      `<think><|object_ref_start|>torn<|object_ref_end|><|box_start|>[${box}]<|box_end|><tag>texture</tag></think><verdict>generated</verdict>`;
    const raw = manifest.map(({ image_id }, i) => ({ image_id, response: answer(boxes[i]!) }));
    const swift = manifest.map(({ file }, i) => ({
      ...{
        messages: [
          { role: 'user', content: '<image>' },
          { role: 'assistant', content: '<think><tag>texture</tag></think><verdict>generated</verdict>' },
        ],
      },
      ...{ images: [`/mnt/${file}`], objects: { ref: ['torn'], bbox: [boxes[i]!] } },
    }));
    expect(examine(raw, manifest).mended).toEqual(good);
    expect(examine(swift, manifest).mended).toEqual(good);
  });

  it('reads InternVL boxes as thousandths', () => {
    const line = {
      image_id: 'id0',
      answer:
        '<think><ref>torn</ref><box>[[100,250,500,1000]]</box><tag>texture</tag></think><verdict>generated</verdict>',
    };
    expect(examine([line], manifest).mended[0]?.regions).toEqual([{ box: [64, 100, 320, 400], text: 'torn' }]);
  });

  it('says what it cannot mend, and guesses nothing', () => {
    const { mended, unmended } = examine(
      [
        { image_id: 'elsewhere', label: 'real' },
        { image_id: 'id1', answer: 'I think it is real.' },
        { label: 'real' },
        7,
      ],
      manifest,
    );
    expect(mended).toEqual([]);
    expect(unmended.map(({ why }) => why)).toEqual([
      expect.stringContaining('Is the file for another split?'),
      expect.stringContaining('no verdict'),
      expect.stringContaining('which image'),
      expect.stringContaining('not a JSON object'),
    ]);
  });
});
