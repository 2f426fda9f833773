/**
 * The first key that stands twice in one object of `json`, at any depth and also when one is written with escapes, as
 * a path (`regions[1].box`); null when there is none. `json` must be valid JSON: JSON.parse keeps the last silently.
 * Works without recursion, so that deep nesting cannot break it, and in time linear in the text.
 *
 * @example
 * findDuplicateKey('{"a": 1, "b": {"c": 2, "c": 3}}') // → 'b.c'
 * findDuplicateKey('{"a": 1, "\\u0061": 2}') // → 'a'
 * findDuplicateKey('[{"a": 1}, {"a": 2}]') // → null
 */
export function findDuplicateKey(json: string): string | null {
  /** the containers around the place: keys met so far of an object, null of an array */
  const open: (KeySet | null)[] = [];
  const path: (string | number)[] = [];
  for (let at = 0; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (char === 0x22) {
      const end = endOfString(json, at);
      const keys = open.at(-1);
      if (keys && isKey(json, end)) {
        const key = unescapeKey(json.slice(at + 1, end));
        path[path.length - 1] = key;
        if (!keys.add(key)) return formatPath(path);
      }
      at = end;
    } else if (char === 0x7b) {
      open.push(openKeySet());
      path.push('');
    } else if (char === 0x5b) {
      open.push(null);
      path.push(0);
    } else if (char === 0x7d || char === 0x5d) {
      open.pop();
      path.pop();
    } else if (char === 0x2c && open.at(-1) === null) {
      path[path.length - 1] = Number(path.at(-1)) + 1;
    }
  }
  return null;
}

/** The keys of one object. */
interface KeySet {
  /** False when the key is there already. */
  add(key: string): boolean;
}

/** Objects of more keys are looked up by hash; for fewer a list is faster. */
const mostListed = 16;

function openKeySet(): KeySet {
  const list: string[] = [];
  let set: Set<string> | null = null;
  return {
    add(key) {
      if (set ? set.has(key) : list.includes(key)) return false;
      if (set) set.add(key);
      else if (list.push(key) > mostListed) set = new Set(list);
      return true;
    },
  };
}

/** The index of the quote that closes the string opened at `start`. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); ; end = json.indexOf('"', end + 1)) {
    let escapes = 0;
    while (json.charCodeAt(end - 1 - escapes) === 0x5c) escapes++;
    if (escapes % 2 === 0) return end;
  }
}

function isKey(json: string, end: number): boolean {
  for (let at = end + 1; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (char !== 0x20 && char !== 0x09 && char !== 0x0a && char !== 0x0d) return char === 0x3a;
  }
  return false;
}

function unescapeKey(raw: string): string {
  return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw;
}

/** `regions[0].box` from `['regions', 0, 'box']`. */
function formatPath(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text ? `${text}.${part}` : part;
  }, '');
}
