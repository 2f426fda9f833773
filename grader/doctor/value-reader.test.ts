import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openValueReader } from './value-reader.ts';

const lines = Array.from({ length: 9 }, (_, i) => ({ image_id: `i${i}`, label: 'fake', note: `a "]},\\ ü ${i}` }));
const texts = lines.map((line) => JSON.stringify(line));

/** Everything that a reader finds in a file whose bytes come cut anywhere. */
function read(file: Uint8Array, cuts: readonly number[] = []) {
  const found = { shapes: [] as string[], values: [] as unknown[], broken: [] as string[] };
  const reader = openValueReader({
    shape: (predicate) => found.shapes.push(predicate),
    value: (value, line) => found.values.push([line, value]),
    broken: (line, why) => found.broken.push(`${line}: ${why}`),
  });
  const ends = [...cuts.map((cut) => cut % file.byteLength), file.byteLength].toSorted((a, b) => a - b);
  for (const [index, end] of ends.entries()) reader.push(file.subarray(ends[index - 1] ?? 0, end));
  reader.end();
  return found;
}

const good = { values: lines.map((line, i) => [i + 1, line]), broken: [] };
const files: Record<string, [Buffer, string[]]> = {
  'JSON Lines': [Buffer.from(texts.join('\n')), []],
  'an array': [Buffer.from(JSON.stringify(lines)), ['is one JSON array']],
  'a printed array': [Buffer.from(`\ufeff${JSON.stringify(lines, null, 2)}\n`), ['is one JSON array']],
  'an object with a list': [
    Buffer.from(JSON.stringify({ by: { us: ['ü'] }, n: [1], predictions: lines, end: [{}] })),
    ['`predictions`'],
  ],
  'a printed object with a list': [Buffer.from(JSON.stringify({ v: 1, data: lines }, null, 1)), ['`data`']],
  'bare carriage returns': [Buffer.from(texts.join('\r')), ['bare carriage returns']],
  'UTF-16': [Buffer.from(`\ufeff${texts.join('\r\n')}`, 'utf16le'), ['is UTF-16']],
  'UTF-16 without a mark': [Buffer.from(texts.join('\n'), 'utf16le'), ['is UTF-16']],
  'UTF-16, the other way round': [Buffer.from(`\ufeff${texts.join('\n')}`, 'utf16le').swap16(), ['is UTF-16']],
  'an array in UTF-16': [Buffer.from(`\ufeff${JSON.stringify(lines)}`, 'utf16le'), ['is UTF-16', 'is one JSON array']],
};

describe('a file of another shape', () => {
  it.each(Object.entries(files))('%s is named and read, wherever its bytes are cut', (_name, [file, shapes]) => {
    fc.assert(
      fc.property(fc.array(fc.nat(5000), { maxLength: 8 }), (cuts) => {
        const { shapes: predicates, ...rest } = read(file, cuts);
        expect(rest).toEqual(good);
        expect(predicates).toEqual(shapes.map((part) => expect.stringContaining(part)));
      }),
      { numRuns: 50 },
    );
  });

  it('is read past its head', () => {
    const many = Array.from({ length: 3000 }, (_, i) => ({ image_id: `i${i}`, text: 'x'.repeat(90) }));
    const wide = Buffer.from(JSON.stringify(many), 'utf16le');
    for (const file of [Buffer.from(JSON.stringify(many)), wide, Buffer.from(JSON.stringify({ rows: many }))]) {
      const { values, broken } = read(file, [70_000, 140_000, 140_001]);
      expect(values).toEqual(many.map((value, i) => [i + 1, value]));
      expect(broken).toEqual([]);
    }
  });

  it('holds one entry at most, and says which is too long', () => {
    const { values, broken } = read(Buffer.from(`[{"a": "${'x'.repeat(1024 * 1024)}"}, {"a": 2}]`));
    expect(values).toEqual([[2, { a: 2 }]]);
    expect(broken).toEqual([expect.stringMatching(/^1: .*longer than 1 MiB/)]);
  });

  it('says where it is broken', () => {
    const brokenOf = (text: string) => read(Buffer.from(text)).broken;
    expect(brokenOf('[{"a": 1}, {"a"')).toEqual(['2: The file ends before its list does: it is cut off.']);
    expect(brokenOf('[{"a": 1}] more')).toEqual(['2: Something stands behind the end of the list.']);
    expect(brokenOf('[{"a": 1}, , {"a": 1, "a": 2},]')).toEqual([
      '2: Nothing stands between two commas.',
      '3: The key "a" stands twice: keep one.',
    ]);
    const odd = Buffer.from('{"a": 1}\n{"a": 2}', 'utf16le').subarray(0, -1);
    expect(read(odd).broken.join()).toContain('write it again with encoding UTF-8');
  });

  it('is not seen in lines that hold lists', () => {
    const line = '{"name": "x", "found": [{"box": [1, 2, 3, 4]}]}';
    for (const text of [`${line}\n${line}`, '[1]\n[2]', '{"image_id": "a",\r"regions": [{}]}', '{"regions": [{}]}'])
      expect(read(Buffer.from(text))).toMatchObject({ shapes: [], broken: [] });
  });
});
