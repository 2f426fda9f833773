import { z } from 'zod';
import { limits } from './limits.ts';

/**
 * Control and formatting characters, line ends of any kind, and what is drawn as nothing, as U+3164 (Hangul filler): a name
 * on a board shows what it is. U+FE0F may stand, which makes an emoji of the character before it.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?!\ufe0f)\p{Default_Ignorable_Code_Point}/u;

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

/** More marks on one character than any script writes. */
const stacked = /\p{M}{4}/u;
const latin = /\p{Script=Latin}/u;
/** Letters that pass for Latin ones (UTS #39, mixed-script confusables); α, β, λ and their like do not. */
const passesForLatin =
  /[\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}ΑΒΕΖΗΙΚΜΝΟΡΤΥΧικνορυϲ]/u;

/**
 * Whether the letters of a name are what they look like: none among Latin ones that only passes for one, and no towers of
 * combining marks.
 *
 * @example
 * isPlain('Größe – 模型') // → true
 * isPlain('β-VAE') // → true
 * isPlain('d\u0435mo') // → false
 */
export function isPlain(name: string): boolean {
  return !stacked.test(name.normalize('NFD')) && !(latin.test(name) && passesForLatin.test(name));
}

/**
 * What names that look the same have in common: compatibility forms (NFKC), case and the number of spaces make no
 * difference.
 *
 * @example
 * nameKey('ＤＥＭＯ  team ') // → 'demo team'
 */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC').replace(/\s+/gu, ' ').trim();
}

const plain =
  'The letters of a name are of one alphabet, and have at most three marks each: one of these only looks like a Latin letter.';

/** What a method is called on the boards: the one rule for uploads, baseline runs and the command line. */
export const methodName = z
  .string('Name your method: method=NAME.')
  .trim()
  .min(1, 'Name your method: method=NAME.')
  .max(limits.nameCharacters, `The name of the method has at most ${limits.nameCharacters} characters.`)
  .refine(isVisible, 'The name of the method has visible characters only, and no line end.')
  .refine(isPlain, plain);

/** What a team is called. */
export const teamName = z
  .string()
  .transform((name) => name.normalize('NFC').trim())
  .pipe(
    z
      .string()
      .min(1, 'A team name has 1 to 60 visible characters.')
      .max(60, 'A team name has 1 to 60 visible characters.')
      .refine(isVisible, 'A team name has 1 to 60 visible characters.')
      .refine(isPlain, plain),
  );
