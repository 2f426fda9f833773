import { describe, expect, it } from 'vitest';
import type { Box, ManifestLine, Prediction } from '#submissions/format.ts';
import type { IssueHint } from '#submissions/issue.ts';
import { describeEvidence, describeFinding, openExaminer } from './examine.ts';
import { openImageFinder } from './images.ts';
import { openRepairer } from './repair.ts';
import { openValueReader } from './value-reader.ts';
import { recogniseSplit } from './wrong-split.ts';

const sha256 = '0'.repeat(64);
const manifest: ManifestLine[] = Array.from({ length: 12 }, (_, i) => ({
  ...{ image_id: `id${i}`, width: 640, height: 400, file: `images/pic-${i}.webp`, sha256 },
}));
/** the last reaches the edge, so that of its centre and its corner one cannot be meant */
const boxes: Box[] = manifest.map((_, i) => [10 + 40 * i, 20 + 20 * i, i === 11 ? 638 : 100 + 40 * i, 90 + 20 * i]);
const good: Prediction[] = manifest.map(({ image_id }, i) => ({
  ...{ image_id, label: 'fake' as const, regions: [{ box: boxes[i]!, text: 'torn' }], tags: ['texture' as const] },
}));
/** A file is examined, then repaired line by line with what was found. */
function examine(values: readonly unknown[], images: readonly ManifestLine[], reading?: IssueHint) {
  const find = openImageFinder(images);
  const examiner = openExaminer(find);
  for (const [index, value] of values.entries()) examiner.value(value, index + 1);
  const found = examiner.diagnosis(reading);
  const repair = openRepairer(find, found.boxes?.hint ?? null);
  return { ...found, repaired: values.flatMap((value) => (repair(value) ?? []) as Prediction) };
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
      ...{ findings: [], boxes: null, lines: 12, repaired: good, examples: [] },
      ...{ unrepaired: { count: 0, first: [] }, unknown: { count: 0, first: [] } },
    });
  });

  it.each<[string, (box: Box) => number[]]>([
    ['width, height', ([a, b, c, d]) => [a, b, c - a, d - b]],
    ['shares', ([a, b, c, d]) => [a / 640, b / 400, c / 640, d / 400]],
    ['thousandths', ([a, b, c, d]) => [a / 0.64, b / 0.4, c / 0.64, d / 0.4]],
    ['swapped', ([a, b, c, d]) => [b, a, d, c]],
    ['centre x', ([a, b, c, d]) => [(a + c) / 2, (b + d) / 2, c - a, d - b]],
    ['height as shares', ([a, b, c, d]) => [a / 640, b / 400, (c - a) / 640, (d - b) / 400]],
    ['YOLO', ([a, b, c, d]) => [(a + c) / 1280, (b + d) / 800, (c - a) / 640, (d - b) / 400]],
  ])('repairs boxes as %s and shows three of them', (word, convert) => {
    const { findings, boxes: evidence, repaired, examples } = examine(withBoxes(convert), manifest);
    expect(findings).toEqual([{ predicate: expect.stringContaining(word), count: 12, of: 12, unit: 'box' }]);
    expect(evidence).toMatchObject({ boxes: 12, fits: 12 });
    expect(examples[0]?.before).toEqual([convert(boxes[0]!)]);
    expect(examples[0]?.after[0]?.map(Math.round)).toEqual(boxes[0]);
    expect(rounded(repaired)).toEqual(good);
    expect(examples).toHaveLength(3);
  });

  it('says when two readings of the boxes are equally possible, and takes the one that the team names', () => {
    const middle: Box[] = manifest.map((_, i) => [300 + i, 200 + i, 60, 40]);
    const values = good.map((line, i) => ({ ...line, regions: [{ box: middle[i]!, text: 'torn' }] }));
    const { boxes: evidence, findings, repaired, examples } = examine(values, manifest);
    expect(evidence).toMatchObject({ hint: null, fits: 12, right: 0 });
    expect(evidence && describeEvidence(evidence)).toMatch(
      /^12 of 12 boxes are possible as x, y, width, height, and as many as centre x.*; 0 as they stand.*until you say/,
    );
    expect([findings, examples, repaired]).toEqual([[], [], values]);
    const boxRead = (reading: IssueHint) => examine(values, manifest, reading).repaired[0]?.regions?.[0]?.box;
    expect(boxRead('looks_xywh')).toEqual([300, 200, 360, 240]);
    expect(boxRead('looks_cxcywh')).toEqual([270, 180, 330, 220]);
  });

  it('chooses between two readings by the boxes that only one allows, and says so', () => {
    const many = Array.from({ length: 100 }, (_, i) => good[i % 12]!);
    const edge = (i: number): Box => (i === 0 ? [2, 2, 60, 40] : [300, 200, 60, 40]);
    const values = many.map((line, i) => ({ ...line, regions: [{ box: edge(i), text: 'torn' }] }));
    const { boxes: evidence } = examine(values, manifest);
    expect(evidence?.hint).toBe('looks_xywh');
    expect(evidence && describeEvidence(evidence)).toMatch(/^100 of 100 .* As centre x.*, 99 would be possible\.$/);
  });

  it.each<[unknown, unknown]>([
    ['FAKE', 'REAL'],
    ['generated', 'authentic'],
    ['Synthetic', 'Natural'],
    [1, 0],
    ['1', '0'],
    [true, false],
    ['True', 'False'],
  ])('reads the labels %j and %j', (fake, real) => {
    const right = good.map((line, i) => (i % 3 ? line : { image_id: line.image_id, label: 'real' as const }));
    const { repaired, findings } = examine(
      right.map((line) => ({ ...line, label: line.label === 'fake' ? fake : real })),
      manifest,
    );
    expect(repaired).toEqual(right);
    expect(findings.map(({ count, of }) => [count, of])).toEqual([
      [4, 12],
      [8, 12],
    ]);
  });

  it('does not guess what a label means that contradicts its line, or that is no label', () => {
    const odd = [
      { ...good[0], label: 0 },
      { ...good[1], label: 'maybe' },
      { ...good[2], label: 2 },
    ];
    const { unrepaired, repaired } = examine(odd, manifest);
    expect(unrepaired.first).toEqual([{ line: 1, why: expect.stringContaining('which is it?') }]);
    expect(repaired).toEqual(odd.slice(1));
  });

  it('finds the ids behind file names', () => {
    const named = good.map((line, i) => ({
      ...line,
      image_id: ['pic-$.webp', 'images/pic-$.webp', 'C:\\data\\pic-$.webp', 'pic-$'][i % 4]!.replace('$', String(i)),
    }));
    const { repaired, findings } = examine(named, manifest);
    expect(repaired).toEqual(good);
    expect(findings.map(describeFinding)).toEqual(['12 of 12 lines name a file where an id belongs.']);
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
    expect(examine(raw, manifest).repaired).toEqual(good);
    expect(examine(swift, manifest).repaired).toEqual(good);
  });

  it('reads InternVL boxes as thousandths', () => {
    const line = {
      image_id: 'id0',
      answer:
        '<think><ref>torn</ref><box>[[100,250,500,1000]]</box><tag>texture</tag></think><verdict>generated</verdict>',
    };
    expect(examine([line], manifest).repaired[0]?.regions).toEqual([{ box: [64, 100, 320, 400], text: 'torn' }]);
  });

  it('says what it cannot repair, and guesses nothing', () => {
    const { repaired, unrepaired, unknown } = examine(
      [
        { image_id: 'elsewhere', label: 'real' },
        { image_id: 'id1', answer: 'I think it is real.' },
        { label: 'real' },
        7,
      ],
      manifest,
    );
    expect(repaired).toEqual([]);
    expect(unknown).toEqual({ count: 1, first: ['elsewhere'] });
    expect(unrepaired.first.map(({ why }) => why)).toEqual([
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
    expect(evidence && describeEvidence(evidence)).toBe(
      '12 of 12 boxes are possible in this reading, 2 as they stand.',
    );
  });

  it('counts all lines it cannot repair and keeps the first, however many there are', () => {
    const { unrepaired, unknown } = examine(
      Array.from({ length: 1000 }, (_, i) => ({ image_id: `other${i}`, label: 'real' })),
      manifest,
    );
    expect([unrepaired.count, unrepaired.first.length]).toEqual([1000, 5]);
    expect([unknown.count, unknown.first.length]).toEqual([1000, 50]);
  });

  it('recognises the ids of another split, if they all are', () => {
    const other = manifest.map((line) => ({
      ...line,
      image_id: `dev-${line.image_id}`,
      file: `images/dev-${line.file}`,
    }));
    const splits = [['test', manifest] as const, ['dev', other] as const];
    const splitOf = (ids: readonly string[], lines = ids.length) =>
      recogniseSplit({ lines, unknown: { count: ids.length, first: [...ids] } }, splits);
    expect(splitOf(['dev-id0', 'dev-id7'])).toBe('dev');
    expect(splitOf(['dev-id0', 'nowhere'])).toBeNull();
    expect(splitOf(['dev-id0'], 12)).toBeNull();
    expect(splitOf([])).toBeNull();
  });
});

describe('the lines of a file of any shape', () => {
  it('are values, or broken with a reason', () => {
    const read: unknown[] = [];
    const reader = openValueReader({
      shape: (predicate) => read.push(predicate),
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
