/** Bounds of a prediction file, all counted on real bytes while streaming. */
export const limits = {
  lineBytes: 1024 * 1024,
  /** as uploaded, before unpacking */
  fileBytes: 256 * 1024 * 1024,
  unpackedBytes: 2 * 1024 * 1024 * 1024,
  regionsPerImage: 100,
  /** Unicode code points */
  textCharacters: 1000,
  /** of a method's name on the boards */
  nameCharacters: 120,
  /** how far a box may stick out of the image before it is an error; within it, the box is clipped */
  outsidePixels: 1,
} as const;

/**
 * A number of bytes as messages write it.
 *
 * @example
 * inMebibytes(limits.lineBytes) // → '1 MiB'
 */
export function inMebibytes(bytes: number): string {
  return `${bytes / 1024 / 1024} MiB`;
}

/** The most issues that are listed; all are counted. */
export const listedIssues = 100;
