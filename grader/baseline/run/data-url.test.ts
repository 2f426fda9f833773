import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { dataUrl } from './data-url.ts';

const image = () => sharp({ create: { width: 3, height: 2, channels: 3, background: '#205080' } });
const encoded = { png: () => image().png(), jpeg: () => image().jpeg(), webp: () => image().webp() };
const read = async (url: string) => sharp(Buffer.from(url.split(',')[1]!, 'base64')).metadata();

describe('an image as a data URL', () => {
  it.each(Object.entries(encoded))('is the file to the byte: %s', async (format, make) => {
    const file = await make().toBuffer();
    expect(await dataUrl(file)).toBe(`data:image/${format};base64,${file.toString('base64')}`);
  });

  it.each(Object.entries(encoded))('is turned as its EXIF says, and then says nothing: %s', async (_, make) => {
    const file = await make().withMetadata({ orientation: 6 }).toBuffer();
    const { width, height, orientation } = await read(await dataUrl(file));
    expect([width, height, orientation]).toEqual([2, 3, undefined]);
  });

  it('with EXIF that turns nothing stays the file', async () => {
    const file = await image()
      .jpeg()
      .withExif({ IFD0: { Artist: 'nobody' } })
      .toBuffer();
    expect(await dataUrl(file)).toBe(`data:image/jpeg;base64,${file.toString('base64')}`);
  });

  it('of another format is known by decoding it', async () => {
    expect(await dataUrl(await image().gif().toBuffer())).toMatch(/^data:image\/gif;base64,/);
  });

  it('that is none throws', async () => {
    await expect(dataUrl(Buffer.from('no image'))).rejects.toThrow(/unsupported image format/);
  });
});
