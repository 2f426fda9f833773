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

/** The most issues that are listed; so many more are counted. */
export const listedIssues = 100;
/** A file with so many issues is read no further: the counts are then the least there are. */
export const mostIssues = 10_000;
/** Characters of what was found in a file, as an issue repeats it. */
export const foundCharacters = { value: 80, path: 160, message: 1000 } as const;
