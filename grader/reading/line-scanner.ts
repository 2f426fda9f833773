import { findBytes } from '#grader/arrays/string-table.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { limits } from '#submissions/limits.ts';
import { lineFields, regionFields } from '#submissions/prediction-fields.ts';
import { labels, tags } from '#submissions/terms.ts';
import { emptyParsedRegions, type ParsedLine } from './parsed-line.ts';

/**
 * Parses a prediction line of the ordinary kind straight from its bytes, without making strings or objects: known keys
 * once each, plain ASCII strings without escapes. Null for everything else, right or wrong: that needs checkLine. The
 * same object is used for every line.
 */
export type LineScanner = (bytes: Uint8Array) => ParsedLine | null;

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const ascii = (text: string) => new TextEncoder().encode(text);
const lineKeys = lineFields.map(ascii);
const regionKeys = regionFields.map(ascii);
const labelNames = labels.map(ascii);
const tagNames = tags.map(ascii);
const fake = labels.indexOf('fake');
/** image_id and label, box and text: the first two of either list are required */
const required = 0b11;
/** A number of more characters is left to checkLine: it may be too large, or too long to be put together here. */
const longestNumber = 40;
const powersOfTen = Array.from({ length: 23 }, (_, k) => 10 ** k);

/** Ends the scan of a line that is left to checkLine; not an error. */
const unusual = Symbol('unusual');

/** A scanner of one thread: one closure, so that `bytes` and `at` stay plain variables in the loop over every byte. */
export function openLineScanner(truth: TruthPack): LineScanner {
  const line: ParsedLine = { image: -1, saysFake: false, score: Number.NaN, tags: 0, regions: emptyParsedRegions() };
  const { regions } = line;
  let bytes = new Uint8Array(0);
  let at = 0;
  let stringFrom = 0;
  let stringTo = 0;

  function skipBlanks(): number {
    let byte = bytes[at]!;
    while (byte === 0x20 || byte === 0x09 || byte === 0x0d) byte = bytes[++at]!;
    return byte;
  }

  function expect(wanted: number): void {
    if (skipBlanks() !== wanted) throw unusual;
    at++;
  }

  /** A string of printable ASCII without escapes: its bytes are `stringFrom…stringTo`. */
  function readString(): void {
    expect(quote);
    stringFrom = at;
    for (let byte = bytes[at]!; byte !== quote; byte = bytes[++at]!) {
      if (!(byte >= 0x20 && byte < 0x7f) || byte === backslash) throw unusual;
    }
    stringTo = at++;
  }

  /** Which of the names the next string is. */
  function readName(names: readonly Uint8Array[]): number {
    readString();
    for (let k = 0; k < names.length; k++) if (isString(names[k]!)) return k;
    throw unusual;
  }

  function isString(name: Uint8Array): boolean {
    if (stringTo - stringFrom !== name.length) return false;
    for (let i = 0; i < name.length; i++) if (bytes[stringFrom + i] !== name[i]) return false;
    return true;
  }

  /** Calls `read` with the number of each key; each may stand once. */
  function readObject(names: readonly Uint8Array[], read: (key: number) => void): number {
    expect(openBrace);
    let found = 0;
    if (skipBlanks() === closeBrace) {
      at++;
      return found;
    }
    for (;;) {
      const key = readName(names);
      if (found & (1 << key)) throw unusual;
      found |= 1 << key;
      expect(colon);
      read(key);
      const byte = skipBlanks();
      at++;
      if (byte === closeBrace) return found;
      if (byte !== comma) throw unusual;
    }
  }

  function readList(read: () => void): void {
    expect(openBracket);
    if (skipBlanks() === closeBracket) {
      at++;
      return;
    }
    for (;;) {
      read();
      const byte = skipBlanks();
      at++;
      if (byte === closeBracket) return;
      if (byte !== comma) throw unusual;
    }
  }

  /** A number as JSON writes it; up to 15 digits by exact arithmetic, longer ones by Number(). */
  function readNumber(): number {
    let byte = skipBlanks();
    const from = at;
    const isNegative = byte === 0x2d;
    if (isNegative) byte = bytes[++at]!;
    const first = at;
    let mantissa = 0;
    let decimals = 0;
    while (byte >= 0x30 && byte <= 0x39) {
      mantissa = mantissa * 10 + byte - 0x30;
      byte = bytes[++at]!;
    }
    if (at === first || (bytes[first] === 0x30 && at > first + 1)) throw unusual;
    if (byte === 0x2e) {
      const point = at;
      byte = bytes[++at]!;
      while (byte >= 0x30 && byte <= 0x39) {
        mantissa = mantissa * 10 + byte - 0x30;
        byte = bytes[++at]!;
      }
      decimals = at - point - 1;
      if (decimals === 0) throw unusual;
    }
    if ((byte | 0x20) === 0x65) throw unusual; // an exponent
    if (at - first > longestNumber) throw unusual;
    if (at - first - Math.sign(decimals) > 15) return Number(String.fromCharCode(...bytes.subarray(from, at)));
    const value = decimals === 0 ? mantissa : mantissa / powersOfTen[decimals]!;
    return isNegative ? -value : value;
  }

  function readBoxSide(): void {
    if (sides === 4) throw unusual;
    regions.boxes[4 * regions.count + sides++] = readNumber();
  }
  let sides = 0;

  function readRegionField(key: number): void {
    if (key === 0) {
      sides = 0;
      readList(readBoxSide);
      if (sides !== 4) throw unusual;
    } else if (key === 1) {
      readString();
      const length = stringTo - stringFrom;
      if (length < 1 || length > limits.textCharacters) throw unusual;
      regions.textFrom[regions.count] = stringFrom;
      regions.textTo[regions.count] = stringTo;
    } else {
      regions.scores[regions.count] = readNumber();
      regions.scored++;
    }
  }

  function readRegion(): void {
    if (regions.count === limits.regionsPerImage) throw unusual;
    regions.scores[regions.count] = 0;
    if ((readObject(regionKeys, readRegionField) & required) !== required) throw unusual;
    regions.count++;
  }

  function readTag(): void {
    const bit = 1 << readName(tagNames);
    if (line.tags & bit) throw unusual;
    line.tags |= bit;
  }

  function readField(key: number): void {
    if (key === 0) {
      readString();
      line.image = findBytes(truth.idTable, bytes, { from: stringFrom, to: stringTo });
      if (line.image < 0) throw unusual;
    } else if (key === 1) line.saysFake = readName(labelNames) === fake;
    else if (key === 2) {
      line.score = readNumber();
      if (!(line.score >= 0 && line.score <= 1)) throw unusual;
    } else if (key === 3) readList(readRegion);
    else readList(readTag);
  }

  return (given) => {
    bytes = given as Uint8Array<ArrayBuffer>;
    at = 0;
    line.score = Number.NaN;
    line.tags = 0;
    regions.count = 0;
    regions.scored = 0;
    regions.text = given;
    regions.words = null;
    try {
      if ((readObject(lineKeys, readField) & required) !== required) return null;
      skipBlanks();
      return at >= bytes.length ? line : null;
    } catch (stopped) {
      if (stopped === unusual) return null;
      throw stopped;
    }
  };
}
