import type { AnswerWithTruth } from '#grader/baseline/reproduce/examine-answers.ts';

/** Which answers of a run are shown, by the value of `show` in the address. */
export const answerFilters = {
  all: { title: 'all', admits: () => true },
  wrong: { title: 'wrong verdict', admits: ({ isRight }: AnswerWithTruth) => isRight === false },
  missed: {
    title: 'right, but looked elsewhere',
    admits: ({ isRight, iou }: AnswerWithTruth) => isRight === true && iou === 0,
  },
  malformed: { title: 'malformed', admits: ({ failures }: AnswerWithTruth) => failures.length > 0 },
} as const;
export type AnswerFilter = keyof typeof answerFilters;
export const answerFilterNames = Object.keys(answerFilters) as AnswerFilter[];

export function isAnswerFilter(name: string | null): name is AnswerFilter {
  return name !== null && Object.hasOwn(answerFilters, name);
}
