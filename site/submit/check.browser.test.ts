import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { checkInBrowser } from './check.browser.ts';

const manifest = '{"image_id": "a", "width": 9, "height": 9, "file": "images/a.webp", "sha256": "0"}\n';
const fetched = vi.fn(async (_address: string) => new Response(manifest));
vi.stubGlobal('fetch', fetched);
beforeEach(() => fetched.mockClear());

const line = '{"image_id": "a", "label": "real"}';
const file = (bytes: Uint8Array) => new File([new Uint8Array(bytes)], 'mine.jsonl');
const check = (bytes: Uint8Array, split: string) => checkInBrowser(file(bytes), split, () => {});

describe('checkInBrowser', () => {
  it('checks a file, plain or with gzip, against the manifest, which is loaded once', async () => {
    const clean = { kind: 'checked', list: { issues: [], counts: {} }, suspicion: null };
    expect(await check(Buffer.from(line), 'dev')).toEqual(clean);
    expect(await check(gzipSync(line), 'dev')).toEqual(clean);
    expect(fetched).toHaveBeenCalledExactlyOnceWith('/data/dev.manifest.jsonl');
  });

  it('leaves a file that is cut off to the server', async () => {
    const cut = gzipSync(line).subarray(0, 20);
    expect(await check(cut, 'dev')).toMatchObject({ kind: 'unchecked', reason: expect.stringContaining('unpacked') });
  });

  it('loads a manifest again that could not be read', async () => {
    fetched.mockResolvedValueOnce(new Response('<h1>Hotel</h1>'));
    await expect(check(Buffer.from(line), 'test')).rejects.toThrow('The manifest of the test split cannot be read');
    expect(await check(Buffer.from(line), 'test')).toMatchObject({ kind: 'checked' });
  });
});
