import sharp from 'sharp';

const signatures = [
  { format: 'png', at: 0, bytes: Buffer.from('\x89PNG', 'latin1') },
  { format: 'jpeg', at: 0, bytes: Buffer.from([0xff, 0xd8, 0xff]) },
  { format: 'webp', at: 8, bytes: Buffer.from('WEBP') },
] as const;
/** A file without any of these has no EXIF rotation. */
const exifMarks = ['Exif', 'EXIF', 'eXIf'];

/** The published file as it is; an EXIF rotation is applied first, because not every server applies it. */
export async function dataUrl(file: Uint8Array): Promise<string> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const known = signatures.find(({ at, bytes: mark }) => bytes.subarray(at, at + mark.length).equals(mark));
  if (known && !exifMarks.some((mark) => bytes.includes(mark, 0, 'latin1'))) return urlOf(known.format, bytes);
  const image = sharp(bytes);
  const { format, orientation } = await image.metadata();
  if (orientation === undefined || orientation === 1) return urlOf(format, bytes);
  return urlOf('png', await image.rotate().png().toBuffer());
}

function urlOf(format: string, bytes: Buffer): string {
  return `data:image/${format};base64,${bytes.toString('base64')}`;
}
