import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BlockRing, emptyRing, fillBlocks, takeAllBlocks, takeBlock } from './block-ring.ts';

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes.slice());
const longest = 40;

/** A source in chunks that are cut at the given places. */
function chunked(text: string, cuts: readonly number[]): Readable {
  const bytes = new TextEncoder().encode(text);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return Readable.from(places.slice(1).map((end, k) => bytes.subarray(places[k], end)));
}

/** What the blocks of a file hold, in the order in which they were read. */
async function read(ring: BlockRing, source: AsyncIterable<Uint8Array>) {
  const blocks: { text: string; begins: boolean }[] = [];
  const isRead = await fillBlocks(ring, source, (bytes, begins) => blocks.push({ text: decode(bytes), begins }) > 0);
  return { isRead, blocks };
}

describe('blocks', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'é', ' ', '\r'), maxLength: longest / 2 });
  const file = fc
    .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
    .map(([lines, end]) => lines.join('\n') + (end ? '\n' : ''));

  it('hold whole lines, all of them, each once, wherever the chunks are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.array(fc.nat(600), { maxLength: 9 }),
        fc.integer({ min: 1, max: 60 }),
        async (text, cuts, size) => {
          const { isRead, blocks } = await read(emptyRing(1, size, longest), chunked(text, cuts));
          expect(isRead).toBe(true);
          for (const block of blocks) expect(block.text.endsWith('\n')).toBe(true);
          const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
          const sorted = (all: string) => all.split('\n').sort();
          expect(sorted(blocks.map((block) => block.text).join(''))).toEqual(sorted(whole));
          const begin = blocks.filter(({ begins }) => begins);
          expect(begin).toHaveLength(blocks.length > 0 ? 1 : 0);
          for (const block of begin) expect(whole.startsWith(block.text)).toBe(true);
        },
      ),
    );
  });

  it('end where a line is longer than a block can hold', async () => {
    const { isRead } = await read(emptyRing(1, 8, 16), chunked(`{}\n${'x'.repeat(200)}\n{}\n`, [50, 90]));
    expect(isRead).toBe(false);
  });

  it('are no longer read once something was not in order, and the source is left', async () => {
    const ring = emptyRing(1, 4, 16);
    let chunks = 0;
    async function* endless() {
      for (;;) {
        chunks++;
        yield new TextEncoder().encode('12345678\n');
      }
    }
    let blocks = 0;
    expect(await fillBlocks(ring, endless(), () => ++blocks < 3)).toBe(false);
    expect(blocks).toBe(3);
    expect(chunks).toBeLessThan(20);
  });

  it('let their readers go when the source fails, and hand on what it throws', async () => {
    const ring = emptyRing(1, 4, 16);
    async function* failing() {
      yield new TextEncoder().encode('12345678\n');
      throw new Error('cut off');
    }
    await expect(fillBlocks(ring, failing(), () => true)).rejects.toThrow('cut off');
    while (takeBlock(ring, () => true));
    takeAllBlocks(ring, () => true); // comes back: nothing more comes
  });
});
