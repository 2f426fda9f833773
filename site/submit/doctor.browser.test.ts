import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { correctedName, diagnoseFile, makeCorrectedCopy, sampleLimits } from './doctor.browser.ts';

/** Two splits with as many images as the longest file here has lines. */
const lines = sampleLimits.lines + 20_000;
const manifest = (prefix: string) =>
  Array.from({ length: lines }, (_, i) =>
    JSON.stringify({ image_id: `${prefix}${i}`, width: 640, height: 400, file: `images/${prefix}-${i}.webp` }),
  ).join('\n');
vi.stubGlobal('fetch', async (address: string) => new Response(manifest(address.includes('dev') ? 'd' : 't')));
afterEach(() => vi.restoreAllMocks());

const xywh = (i: number) => [(i % 9 ? 300 : 0) + (i % 200), 200 + (i % 90), 20 + (i % 50), 30];
const fileOf = (prefix: string, count: number, pack = (bytes: Buffer): Uint8Array => bytes) => {
  const text = Array.from({ length: count }, (_, i) =>
    JSON.stringify({ image_id: `${prefix}${i}`, label: 'fake', regions: [{ box: xywh(i), text: 'torn' }] }),
  ).join('\n');
  return new File([new Uint8Array(pack(Buffer.from(text)))], 'mine.jsonl');
};

describe('the doctor in a browser', () => {
  it('reads the first lines of a long file only, and corrects all of it', async () => {
    const file = fileOf('d', lines);
    let bytes = 0;
    vi.spyOn(file, 'stream').mockImplementation(() => {
      let at = 0; // as browsers do, in pieces
      return new ReadableStream({
        async pull(controller) {
          const piece = file.slice(at, at + 65_536);
          at += piece.size;
          if (piece.size === 0) return controller.close();
          bytes += piece.size;
          controller.enqueue(new Uint8Array(await piece.arrayBuffer()));
        },
      });
    });
    const found = await diagnoseFile(file, 'dev', ['test']);
    expect(found).toMatchObject({ sampled: true, otherSplit: null });
    expect(found?.diagnosis).toMatchObject({ lines: sampleLimits.lines, boxes: { hint: 'looks_xywh' } });
    expect(bytes).toBeLessThan(file.size / 2);

    const { blob, list, name } = await makeCorrectedCopy(file, { split: 'dev', hint: 'looks_xywh', onProgress() {} });
    expect([name, list]).toEqual(['mine.corrected.jsonl', { issues: [], counts: {} }]);
    const corrected = (await blob.text()).trimEnd().split('\n');
    expect(corrected).toHaveLength(lines);
    expect(JSON.parse(corrected.at(-1) ?? '').image_id).toBe(`d${lines - 1}`);
  });

  it('reads gzip, leaves Zstandard to the command line, and recognises the other split', async () => {
    const found = await diagnoseFile(
      fileOf('t', 100, (bytes) => gzipSync(bytes)),
      'dev',
      ['test'],
    );
    expect(found).toMatchObject({ sampled: false, otherSplit: 'test', diagnosis: { findings: [] } });
    const zstd = fileOf('d', 9, (bytes) => zstdCompressSync(bytes));
    expect(await diagnoseFile(zstd, 'dev', [])).toBeNull();
    await expect(makeCorrectedCopy(zstd, { split: 'dev', hint: null, onProgress() {} })).rejects.toThrow('fx doctor');
  });

  it('names the copy after the file', () => {
    expect(['a.jsonl', 'a.jsonl.gz', 'b.c.ndjson', 'plain'].map(correctedName)).toEqual([
      ...['a.corrected.jsonl', 'a.corrected.jsonl', 'b.c.corrected.jsonl', 'plain.corrected.jsonl'],
    ]);
  });
});
