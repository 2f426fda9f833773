import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageSizes, packTruth } from '#grader/truth/pack.ts';
import { openChecker } from '#submissions/checker.ts';
import type { Truth } from '#submissions/format.ts';
import { issueCodes } from '#submissions/issue.ts';
import { badSamples } from '#tests/hostile/bad-samples.ts';
import { openLineAccumulator } from './line-accumulator.ts';
import { openLineParser, parsedLineOf } from './line-parser.ts';
import { emptyMeasurementBuffers } from './measurements.ts';
import type { ParsedLine } from './parsed-line.ts';
import { clipRegions, openRegionCanonicaliser } from './regions.ts';

const truths: Truth[] = [
  {
    image_id: 'a',
    label: 'fake',
    family: 'gan',
    generator: 'g',
    source: 'coco',
    width: 100,
    height: 80,
    regions: [{ box: [1, 2, 30, 40], text: 'Mirror arm broken, the mirror floats' }],
    tags: ['texture'],
  },
  { image_id: 'b', label: 'real', source: 'coco', width: 200, height: 200 },
];
const truth = packTruth(truths);
const images = imageSizes(truth);

/** A line as it is measured, boxes clipped: a copy of what its canonical regions and its raw detections hold. */
function openRecorder() {
  const canonicalise = openRegionCanonicaliser(truth);
  const lines: unknown[] = [];
  return {
    lines,
    record({ image, saysFake, score, tags, regions }: ParsedLine) {
      const { count, scores, scored } = regions;
      const { boxes, tokenStart, tokens } = canonicalise(regions);
      lines.push({ image, saysFake, score, tags, count, scored, scores: [...scores.subarray(0, count)] });
      lines.push([...boxes.subarray(0, 4 * count)], [...tokenStart.subarray(0, count + 1)]);
      lines.push([...tokens.subarray(0, tokenStart[count])]);
      return true;
    },
  };
}

/** The slow way: the checker, then its predictions; null when there is an issue. */
function readSlowly(bytes: Uint8Array) {
  const recorder = openRecorder();
  const checker = openChecker(images, (prediction) => {
    const line = parsedLineOf(prediction, truth)!;
    expect(clipRegions(line.regions, truth.width[line.image]!, truth.height[line.image]!)).toBe(true);
    recorder.record(line);
  });
  checker.push(bytes);
  return checker.end().issues.length > 0 ? null : recorder.lines;
}

/** The fast way, cut into blocks of lines anywhere; null when the file needs the checker. */
function readFast(bytes: Uint8Array, cut: number) {
  const recorder = openRecorder();
  const accumulator = openLineAccumulator(truth, emptyMeasurementBuffers(truth));
  const parser = openLineParser(truth, (line) => accumulator.add(line) && recorder.record(line));
  parser.push(bytes.subarray(0, cut));
  parser.push(bytes.subarray(cut));
  return parser.end() && accumulator.finish().images === truth.n ? recorder.lines : null;
}

const encode = (text: string) => new TextEncoder().encode(text);

describe('openLineParser', () => {
  it.each(issueCodes.filter((code) => code !== 'file_too_large'))('leaves a file with %s to the checker', (code) => {
    expect(readFast(badSamples[code].bytes, 3)).toBeNull();
  });

  it('reads what the slow way reads, whatever a line holds: numbers, escapes, alphabets, order, blanks', () => {
    const side = fc.oneof(
      fc.integer({ min: -2, max: 82 }),
      fc.double({ min: -1.5, max: 101.5, noNaN: true }),
      fc.constantFrom(-0, 1e-7, 33.333333333333336, 0.1),
    );
    const text = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom('mirror floats', 'MIRROR-arm', 'mirror\u200b arm', '\u{1f600}', 'ﬁnger', '"quoted" \\ text'),
    );
    const region = fc.record(
      { box: fc.tuple(side, side, side, side), text, score: fc.double({ noNaN: true }) },
      { requiredKeys: ['box', 'text'] },
    );
    const tag = fc.constantFrom('texture', 'other', 'perspective', 'colour');
    const line = fc.record(
      {
        image_id: fc.constantFrom('a', 'b', 'b', 'a', 'c'),
        label: fc.constantFrom('fake', 'real'),
        score: fc.double({ min: -0.1, max: 1.1, noNaN: true }),
        regions: fc.array(region, { maxLength: 3 }),
        tags: fc.array(tag, { maxLength: 2 }),
      },
      { requiredKeys: ['image_id', 'label'] },
    );
    const file = fc
      .tuple(fc.array(line, { minLength: 1, maxLength: 3 }), fc.constantFrom('\n', '\r\n', ' \n\n'), fc.nat(2))
      .map(([lines, end, indent]) =>
        lines.map((each) => JSON.stringify(each, null, ' '.repeat(indent)).replaceAll('\n', ' ')).join(end),
      );
    fc.assert(
      fc.property(file, fc.nat(400), (content, cut) => {
        const bytes = encode(content);
        const slow = readSlowly(bytes);
        const fast = readFast(bytes, Math.min(cut, bytes.length));
        expect(fast).toEqual(slow);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['a score of a hundred thousand digits', `0.${'1'.repeat(100_000)}`, '0.5'],
    ['a box score of four hundred digits, which is no finite number', '0.5', '9'.repeat(400)],
    ['a box score of three hundred digits, which is one', '0.5', '9'.repeat(300)],
    ['numbers of 41 characters', `0.${'3'.repeat(39)}`, `${'7'.repeat(20)}.${'1'.repeat(20)}`],
  ])('reads what the slow way reads of %s', (_what, score, boxScore) => {
    const regions = `[{"box":[1,2,3,4],"text":"x","score":${boxScore}}]`;
    const lines = `{"image_id":"a","label":"fake","score":${score},"regions":${regions}}\n{"image_id":"b","label":"real"}\n`;
    expect(readFast(encode(lines), 50)).toEqual(readSlowly(encode(lines)));
  });

  it('reads a box that clipping leaves without an area', () => {
    const lines =
      '{"image_id":"b","label":"fake","regions":[{"box":[-5e-324,0,0,1],"text":" "}]}\n{"image_id":"a","label":"fake"}';
    expect(readFast(encode(lines), 0)).toEqual(readSlowly(encode(lines)));
    expect(readFast(encode(lines), 0)).not.toBeNull();
  });

  it('reads what the slow way reads of good lines in any clothes', () => {
    const number = fc.oneof(fc.double({ min: 0, max: 40, noNaN: true }), fc.integer({ min: 0, max: 40 }));
    const box = fc.tuple(number, number).map(([x, y]) => [x, y, x + 7.25, y + 1.5]);
    const text = fc.oneof(
      fc.string({ minLength: 1, maxLength: 30 }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
    );
    const regions = fc.array(fc.record({ box, text, score: number }), { maxLength: 6 });
    fc.assert(
      fc.property(regions, fc.double({ min: 0, max: 1, noNaN: true }), (list, score) => {
        const lines = [
          { image_id: 'a', label: 'fake', score, regions: list, tags: ['other'] },
          { image_id: 'b', label: 'real' },
        ];
        const bytes = encode(lines.map((line) => JSON.stringify(line)).join('\n'));
        const slow = readSlowly(bytes);
        expect(slow).not.toBeNull();
        expect(readFast(bytes, 40)).toEqual(slow);
      }),
      { numRuns: 500 },
    );
  });
});
