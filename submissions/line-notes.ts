import type { IssueCode } from './issue.ts';

/** So many unknown fields of one object are named. */
const mostUnknown = 20;

/** A JSON object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Notes an issue at a path of the line (`regions[0].box`); null: of the whole line. */
export type Note = (code: IssueCode, path: string | null, message: string) => void;

/**
 * Notes the keys of `value` that are not among `known`, the first 20 by name; `prefix` is the path of `value` with its dot, '' at the top.
 *
 * @example
 * const seen = [];
 * const note = (code, path) => seen.push([code, path]);
 * refuseUnknown({ box: [], colour: '' }, ['box', 'text'], { prefix: 'regions[0].', note });
 * seen // → [['unknown_field', 'regions[0].colour']]
 */
export function refuseUnknown(
  value: Fields,
  known: readonly string[],
  { prefix, note }: { prefix: string; note: Note },
): void {
  let unknown = 0;
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    if (++unknown > mostUnknown) {
      note('unknown_field', null, 'There are more fields that are not known here.');
      return;
    }
    const message = `The field ${show(key)} is not known here; expected ${known.join(', ')}. Remove or rename it.`;
    note('unknown_field', `${prefix}${key}`, message);
  }
}

/**
 * Notes that a required field is missing or of another type.
 *
 * @example
 * const seen = [];
 * const note = (...issue) => seen.push(issue);
 * noteMissingOrWrong({ text: 3 }, { key: 'text', expected: 'a sentence' }, { prefix: '', note });
 * seen // → [['wrong_type', 'text', 'Found the number 3, expected a sentence.']]
 */
export function noteMissingOrWrong(
  value: Fields,
  { key, expected }: { key: string; expected: string },
  { prefix, note }: { prefix: string; note: Note },
): void {
  const path = `${prefix}${key}`;
  if (!Object.hasOwn(value, key)) note('missing_field', path, `The field "${key}" is missing; expected ${expected}.`);
  else note('wrong_type', path, `Found ${kindOf(value[key])}, expected ${expected}.`);
}

/**
 * Whether a value is a JSON object, neither null nor a list.
 *
 * @example
 * isFields({}) // → true
 * isFields([]) // → false
 */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What a JSON value is, for a message.
 *
 * @example
 * kindOf([1]) // → 'a list'
 * kindOf('fake') // → 'the string "fake"'
 */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `the ${typeof value} ${show(value)}`;
}

/**
 * A JSON value for a message, at most 80 characters; numbers beyond the finite ones are written as text.
 *
 * @example
 * show([1, Infinity]) // → '[1,"Infinity"]'
 */
export function show(value: unknown): string {
  try {
    const text = JSON.stringify(value, (_key, part) =>
      Number.isFinite(part) || typeof part !== 'number' ? part : `${part}`,
    );
    return text.length > 80 ? `${text.slice(0, 77)}…` : text;
  } catch {
    return 'a deeply nested value'; // JSON.stringify recurses, JSON.parse does not
  }
}
