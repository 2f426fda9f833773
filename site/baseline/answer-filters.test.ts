import { expect, it } from 'vitest';
import type { AnswerWithTruth } from '#grader/baseline/reproduce/examine-answers.ts';
import { answerFilterNames, answerFilters, isAnswerFilter } from './answer-filters.ts';

const answer: AnswerWithTruth = {
  line: { image_id: 'a', width: 1, height: 1, file: 'a.webp', sha256: '0'.repeat(64) },
  ...{ truth: null, answer: '', verdict: null, regions: [], failures: [], isRight: null, iou: null },
};
const admitting = (change: Partial<AnswerWithTruth>) =>
  answerFilterNames.filter((name) => answerFilters[name].admits({ ...answer, ...change }));

it('sealed answers are neither wrong nor missed', () => {
  expect(admitting({})).toEqual(['all']);
  expect(admitting({ isRight: false, iou: 0 })).toEqual(['all', 'wrong']);
  expect(admitting({ isRight: true, iou: 0 })).toEqual(['all', 'missed']);
  expect(admitting({ isRight: true, iou: 0.1 })).toEqual(['all']);
  expect(admitting({ failures: ['no_think'] })).toEqual(['all', 'malformed']);
});

it('a name from the address is a filter only when it is one of them', () => {
  expect(['all', 'wrong', 'toString', '', null].map(isAnswerFilter)).toEqual([true, true, false, false, false]);
});
