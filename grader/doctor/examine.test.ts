import { describe, expect, it } from 'vitest';
import type { Box, ManifestLine, Prediction } from '#submissions/format.ts';
import { openExaminer, tellEvidence, tellFinding } from './examine.ts';
import { openImageFinder } from './images.ts';
import { openMender } from './mend.ts';
import { recogniseSplit } from './splits.ts';
import { openValueReader } from './values.ts';

const sha256 = '0'.repeat(64);
const manifest: ManifestLine[] = Array.from({ length: 12 }, (_, i) => ({
  ...{ image_id: `id${i}`, width: 640, height: 400, file: `images/pic-${i}.webp`, sha256 },
}));
const boxes: Box[] = manifest.map((_, i) => [10 + 40 * i, 20 + 20 * i, 100 + 40 * i, 90 + 20 * i]);
const good: Prediction[] = manifest.map(({ image_id }, i) => ({
  ...{ image_id, label: 'fake' as const, regions: [{ box: boxes[i]!, text: 'torn' }], tags: ['texture' as const] },
}));
/** The whole way of a file: examined, then mended line by line with what was found. */
function examine(values: readonly unknown[], images: readonly ManifestLine[]) {
  const find = openImageFinder(images);
  const examiner = openExaminer(find);
  for (const [index, value] of values.entries()) examiner.value(value, index + 1);
  const found = examiner.diagnosis();
  const mend = openMender(find, found.boxes?.hint ?? null);
  return { ...found, mended: values.flatMap((value) => mend(value) ?? []) };
}

const rounded = (lines: readonly Prediction[]) =>
  lines.map((line) => ({
    ...line,
    regions: line.regions?.map(({ box, text }) => ({ box: box.map((n) => Number(n.toFixed(6))), text })),
  }));
const withBoxes = (convert: (box: Box) => number[]) =>
  good.map((line, i) => ({ ...line, regions: [{ box: convert(boxes[i]!), text: 'torn' }] }));

describe('the doctor', () => {
  it('leaves a right file alone', () => {
    expect(examine(good, manifest)).toEqual({
      ...{ findings: [], boxes: null, lines: 12, mended: good, examples: [] },
      ...{ unmended: { count: 0, first: [] }, unknown: { count: 0, first: [] } },
    });
  });

  it.each<[string, (box: Box) => number[]]>([
    ['width, height', ([a, b, c, d]) => [a, b, c - a, d - b]],
    ['shares', ([a, b, c, d]) => [a / 640, b / 400, c / 640, d / 400]],
    ['thousandths', ([a, b, c, d]) => [a / 0.64, b / 0.4, c / 0.64, d / 0.4]],
    ['swapped', ([a, b, c, d]) => [b, a, d, c]],
  ])('mends boxes as %s and shows three of them', (word, convert) => {
    const { findings, boxes: evidence, mended, examples } = examine(withBoxes(convert), manifest);
    expect(findings).toEqual([{ says: expect.stringContaining(word), count: 12, of: 12, unit: 'box' }]);
    expect(evidence).toMatchObject({ boxes: 12, fits: 12 });
    expect(examples[0]?.before).toEqual([convert(boxes[0]!)]);
    expect(examples[0]?.after[0]?.map(Math.round)).toEqual(boxes[0]);
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
    expect(findings.map(tellFinding)).toEqual(['12 of 12 lines name a file where an id belongs.']);
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
    const { mended, unmended, unknown } = examine(
      [
        { image_id: 'elsewhere', label: 'real' },
        { image_id: 'id1', answer: 'I think it is real.' },
        { label: 'real' },
        7,
      ],
      manifest,
    );
    expect(mended).toEqual([]);
    expect(unknown).toEqual({ count: 1, first: ['elsewhere'] });
    expect(unmended.first.map(({ why }) => why)).toEqual([
      expect.stringContaining('Is the file for another split?'),
      expect.stringContaining('no verdict'),
      expect.stringContaining('which image'),
      expect.stringContaining('not a JSON object'),
    ]);
  });

  it('says how sure it is of the boxes', () => {
    const { boxes: evidence } = examine(
      withBoxes(([a, b, c, d]) => [a, b, c - a, d - b]),
      manifest,
    );
    expect(evidence && tellEvidence(evidence)).toBe('12 of 12 boxes are possible in this reading, 2 as they stand.');
  });

  it('counts all lines it cannot mend and keeps the first, however many there are', () => {
    const { unmended, unknown } = examine(
      Array.from({ length: 1000 }, (_, i) => ({ image_id: `other${i}`, label: 'real' })),
      manifest,
    );
    expect([unmended.count, unmended.first.length]).toEqual([1000, 5]);
    expect([unknown.count, unknown.first.length]).toEqual([1000, 50]);
  });

  it('recognises the ids of another split, if they all are', () => {
    const other = manifest.map((line) => ({
      ...line,
      image_id: `dev-${line.image_id}`,
      file: `images/dev-${line.file}`,
    }));
    const splits = [['test', manifest] as const, ['dev', other] as const];
    const told = (ids: readonly string[], lines = ids.length) =>
      recogniseSplit({ lines, unknown: { count: ids.length, first: [...ids] } }, splits);
    expect(told(['dev-id0', 'dev-id7'])).toBe('dev');
    expect(told(['dev-id0', 'nowhere'])).toBeNull();
    expect(told(['dev-id0'], 12)).toBeNull();
    expect(told([])).toBeNull();
  });
});

describe('the lines of a file of any shape', () => {
  it('are values, or broken with a reason', () => {
    const read: unknown[] = [];
    const reader = openValueReader({
      value: (value, line) => read.push([line, value]),
      broken: (line, why) => read.push([line, why]),
    });
    reader.push(Buffer.from('\ufeff{"a": 1}\n\n \r\n[2]\nnot JSON\n{"a": 1, "a": 2}\n'));
    reader.push(Buffer.from([0x22, 0xff, 0x22, 0x0a]));
    reader.end();
    expect(read).toEqual([
      [1, { a: 1 }],
      [4, [2]],
      [5, 'It is not JSON.'],
      [6, 'The key "a" stands twice: keep one.'],
      [7, 'It is not JSON.'],
    ]);
  });
});
