import { gzipSync } from 'node:zlib';
import type { IssueCode } from '#submissions/issue.ts';

/** One bad file for each code: what any door must answer to it. Images of the split: `a` (100 × 80), `b` (200 × 200). */
export interface BadSample {
  bytes: Uint8Array;
  line: number | null;
  /** a part of the message that a reader needs */
  says: string;
}

export const sampleImages = new Map([
  ['a', { width: 100, height: 80 }],
  ['b', { width: 200, height: 200 }],
]);

const text = (content: string) => new TextEncoder().encode(content);
const good = '{"image_id": "b", "label": "real"}';
/** the line under test first, then a good line for the other image */
const with_ = (line: string) => text(`${line}\n${good}\n`);
const fake = (rest: string) => with_(`{"image_id": "a", "label": "fake", ${rest}}`);
const region = (rest: string) => fake(`"regions": [{${rest}}]`);
const box = (value: string) => region(`"box": ${value}, "text": "x"`);

export const badSamples: Record<IssueCode, BadSample> = {
  empty_file: { bytes: text('\n \n'), line: null, says: 'no prediction line' },
  bad_compression: { bytes: gzipSync(with_('{}')).subarray(0, 30), line: null, says: 'broken or cut off' },
  // 2 GiB and more in one line: 130 gzip members of 16 MiB each
  file_too_large: { bytes: largeMembers(), line: null, says: '2048 MiB unpacked' },
  line_too_long: { bytes: with_(`{"image_id": "${'x'.repeat(1024 * 1024)}"}`), line: 1, says: '1 MiB' },
  not_utf8: {
    bytes: new Uint8Array([...text('{"image_id": "'), 0xff, ...text(`"}\n${good}`)]),
    line: 1,
    says: 'UTF-8',
  },
  invalid_json: { bytes: with_('{"image_id": "a", "label": "fake", "score": NaN}'), line: 1, says: 'Not JSON' },
  not_an_object: { bytes: with_('["a", "fake"]'), line: 1, says: 'Found a list' },
  duplicate_key: {
    bytes: with_('{"image_id": "a", "label": "real", "l\\u0061bel": "fake"}'),
    line: 1,
    says: 'stands twice',
  },
  unknown_field: { bytes: fake('"__proto__": {}'), line: 1, says: '__proto__' },
  missing_field: { bytes: with_('{"image_id": "a"}'), line: 1, says: '"label" is missing' },
  wrong_type: { bytes: fake('"score": "0.5"'), line: 1, says: 'Found the string "0.5"' },
  bad_label: { bytes: with_('{"image_id": "a", "label": "generated"}'), line: 1, says: '"generated"' },
  bad_score: { bytes: fake('"score": 1.5'), line: 1, says: 'Found 1.5' },
  bad_box: { bytes: box('[1, 2, 3, 1e400]'), line: 1, says: 'four finite numbers' },
  box_inverted: { bytes: box('[50, 10, 20, 30]'), line: 1, says: 'x1 < x2' },
  box_outside_image: { bytes: box('[0, 0, 101.5, 50]'), line: 1, says: '100 × 80' },
  too_many_regions: {
    bytes: fake(`"regions": [${Array(101).fill('{"box": [0, 0, 9, 9], "text": "x"}').join(', ')}]`),
    line: 1,
    says: 'Found 101 regions',
  },
  bad_text: { bytes: region('"box": [0, 0, 9, 9], "text": ""'), line: 1, says: '1 to 1000' },
  unknown_tag: { bytes: fake('"tags": ["anatomy"]'), line: 1, says: '"anatomy"' },
  duplicate_tag: { bytes: fake('"tags": ["other", "texture", "other"]'), line: 1, says: 'twice' },
  explained_real: { bytes: with_('{"image_id": "a", "label": "real", "tags": ["other"]}'), line: 1, says: '1 tag' },
  mixed_region_scores: {
    bytes: fake('"regions": [{"box": [0, 0, 9, 9], "text": "x", "score": 1}, {"box": [0, 0, 9, 9], "text": "x"}]'),
    line: 1,
    says: 'Give every region a score, or none',
  },
  duplicate_image: { bytes: text(`${good}\n{"image_id": "a", "label": "real"}\n${good}`), line: 3, says: 'line 1' },
  unknown_image: {
    bytes: text(`${good}\n{"image_id": "a", "label": "real"}\n{"image_id": "c", "label": "real"}`),
    line: 3,
    says: 'manifest',
  },
  missing_image: { bytes: text(good), line: null, says: 'Every image' },
};

function largeMembers(): Uint8Array {
  const member = gzipSync(new Uint8Array(16 * 1024 * 1024).fill(0x78));
  return Buffer.concat(Array<Uint8Array>(130).fill(member));
}
