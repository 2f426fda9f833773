import { expect, it } from 'vitest';
import { axisEnds } from './bounds.ts';

it('suggests an axis that holds every interval, and none where there is no interval', () => {
  expect(axisEnds([[0.2, 0.4], null, [-0.1, 0.3]])).toEqual({ suggestedMin: -0.1, suggestedMax: 0.4 });
  expect(axisEnds([null])).toEqual({});
});
