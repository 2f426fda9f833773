import { z } from 'zod';
import { limits } from './limits.ts';

/** Control and formatting characters, and line ends of any kind: a name on a board shows what it is. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Whether every character of a team's or a method's name can be seen; true for an empty name.
 *
 * @example
 * isVisible('GoldSeam v2') // → true
 * isVisible('Gold\u200bSeam') // → false
 */
export function isVisible(name: string): boolean {
  return !invisible.test(name);
}

/** What a method is called on the boards: the one rule for uploads, baseline runs and the command line. */
export const methodName = z
  .string('Name your method: method=NAME.')
  .trim()
  .min(1, 'Name your method: method=NAME.')
  .max(limits.nameCharacters, `The name of the method has at most ${limits.nameCharacters} characters.`)
  .refine(isVisible, 'The name of the method has visible characters only, and no line end.');
