import type { GroupNotes } from '#site/docs/metrics/note.ts';
import type { ExampleSetName } from './sets.ts';

/** A metric worked out by hand on one of the example sets. */
export interface WorkedExample {
  set: ExampleSetName;
  /** what to count, in words */
  steps: string;
  /** as TeX without the result */
  sum: string;
  /** the value of the sum, and the grader's value for the set's lines */
  result: number;
}

/** One example for every metric of a group: a missing one is a type error. */
export type GroupExamples<Group extends 'joint' | 'detection' | 'grounding' | 'tags' | 'text'> = Record<
  keyof GroupNotes<Group>,
  WorkedExample
>;

const decimals = 4;

/** The result as it is printed behind the sum: `= 0.55`, or `\approx 0.4224` where it has more decimals. */
export function printedResult(result: number): string {
  const text = String(Number(result.toFixed(decimals)));
  return `${Math.abs(Number(text) - result) < 1e-12 ? '=' : String.raw`\approx`} ${text}`;
}
