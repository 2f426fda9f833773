import { describe, expect, it } from 'vitest';
import { boardRow } from '#site/board/rows.fixture.ts';
import { metricKeys } from '#submissions/scorecard.ts';
import { cardGroups } from './cards.ts';

describe('cardGroups', () => {
  it('shows every metric once, with its interval where there is one', () => {
    const slice = { ...boardRow('a', { iou: 0.4 }).slice, intervals: { iou: [0.3, 0.5] as [number, number] } };
    const cards = cardGroups(slice).flatMap((group) => group.cards);
    expect(cards.map((card) => card.metric.key).toSorted()).toEqual([...metricKeys].toSorted());
    expect(cards.find((card) => card.metric.key === 'iou')).toMatchObject({ value: 0.4, bounds: [0.3, 0.5] });
    expect(cards.find((card) => card.metric.key === 'ap')).toMatchObject({ value: null, bounds: undefined });
  });
});
