import { idNames } from './line-forms.ts';

/** How much of a file's beginning its shape is recognised from. */
export const headBytes = 64 * 1024;

/** Where the entries of a list stand: the file is the list, or an object that holds it under a key. */
export interface ListPlace {
  key: string | null;
  /** how many characters of the file stand before the list's first entry; as bytes of UTF-8 */
  start: number;
}

/** What a file is; UTF-8 JSON Lines where nothing else is recognised. */
export interface Shape {
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
  list: ListPlace | null;
  bareReturns: boolean;
  /** each departure from what it should be */
  predicates: string[];
}

/** The shape of an unpacked file by its first bytes. Never throws. */
export function recogniseShape(head: Uint8Array): Shape {
  const encoding = encodingOf(head);
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(head);
  const list = findList(text);
  const bareReturns = /\}[ \t]*\r+[ \t]*\{/.test(text);
  const predicates = [
    ...(encoding === 'utf-8' ? [] : ['is UTF-16 and becomes UTF-8']),
    ...(list ? [describeList(list)] : []),
    ...(bareReturns && !list ? ['ends its lines with bare carriage returns, which become line feeds'] : []),
  ];
  return { encoding, list, bareReturns, predicates };
}

function describeList({ key }: ListPlace): string {
  return key === null
    ? 'is one JSON array and becomes one line an entry'
    : `is one JSON object with its entries in \`${key}\` and becomes one line an entry; its other fields are left out`;
}

/** UTF-16 by its byte-order mark, or by the zero beside the first brace. */
function encodingOf([a, b]: Uint8Array): Shape['encoding'] {
  if ((a === 0xff && b === 0xfe) || (a !== 0 && a !== undefined && b === 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b !== 0 && b !== undefined)) return 'utf-16be';
  return 'utf-8';
}

const opening = /^\ufeff?\s*\[\s*(?=\{)/;
/** keys at the top of a prediction line, a raw answer or a chat record: an object with one of these is no wrapping */
const ownKeys: readonly string[] = [...idNames, 'label', 'regions', 'messages'];

function findList(text: string): ListPlace | null {
  const array = opening.exec(text);
  if (array) return { key: null, start: utf8Bytes(array[0]) };
  return findWrappedList(text);
}

const token = /"(?:[^"\\]|\\.)*"|[[\]{}]/gs;

/** The first list of objects straight under the file's first object, where that is no line of its own. */
function findWrappedList(text: string): ListPlace | null {
  if (!/^\ufeff?\s*\{/.test(text) || hasWholeFirstLine(text)) return null;
  let depth = 0;
  for (const { 0: found, index } of text.matchAll(token)) {
    const after = text.slice(index + found.length, index + found.length + 200);
    if (found === '{' || found === '[') depth++;
    else if (found === '}' || found === ']') depth--;
    else if (depth === 1 && /^\s*:/.test(after)) {
      const key = found.slice(1, -1);
      if (ownKeys.includes(key)) return null;
      const start = /^\s*:\s*\[\s*(?=\{)/.exec(after);
      if (start) return { key, start: utf8Bytes(text.slice(0, index + found.length) + start[0]) };
    }
    if (depth === 0) return null;
  }
  return null;
}

/** Whether the first line is JSON by itself and others follow: then they are lines. */
function hasWholeFirstLine(text: string): boolean {
  const [first = '', rest = ''] = text.trim().split(/\n(.*)/s);
  if (rest === '') return false;
  try {
    JSON.parse(first);
    return true;
  } catch {
    return false;
  }
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}
