import type { Label } from '#submissions/terms.ts';

/** What others write for our labels, in any case; numbers and booleans answer "is it fake?". */
const spellings: Record<Label, readonly string[]> = {
  fake: ['fake', 'generated', 'ai', 'ai-generated', 'ai_generated', 'synthetic', '1', 'true'],
  real: ['real', 'authentic', 'natural', '0', 'false'],
};
const labelOf = new Map(
  Object.entries(spellings).flatMap(([label, words]) => words.map((word) => [word, label as Label] as const)),
);

/** The label that a value means: a word in any case, 1 or 0, true or false. null for anything else. */
export function readLabel(value: unknown): Label | null {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
  return labelOf.get(String(value).toLowerCase()) ?? null;
}
