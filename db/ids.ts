import { customAlphabet } from 'nanoid';

/** Without look-alikes. */
const random = customAlphabet('abcdefghijkmnpqrstuvwxyz23456789', 11);

/** The first letter of an id says what it names; it also keeps ids from being all digits, which BullMQ refuses. */
const prefixes = { submission: 's', comparison: 'c', run: 'b', worker: 'w' } as const;

/** A new random id, such as `s7kq…`. */
export function newId(of: keyof typeof prefixes): string {
  return `${prefixes[of]}${random()}`;
}
