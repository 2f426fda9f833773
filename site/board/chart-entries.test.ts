import { describe, expect, it } from 'vitest';
import { chartEntries } from './chart-entries.ts';
import { boardRow } from './rows.fixture.ts';

describe('chartEntries', () => {
  const row = boardRow('a', { fxScore: 0.5, iou: 0.4 }, { team: 'Team', method: 'M', rank: 2 });
  row.slice.intervals = { fxScore: [0.4, 0.6] };

  it('carries values with their bounds, null where there are none', () => {
    expect(chartEntries([row])).toEqual([
      {
        name: 'Team · M',
        kind: 'team',
        rank: 2,
        score: 0.5,
        scoreBounds: [0.4, 0.6],
        accuracy: null,
        accuracyBounds: null,
        iou: 0.4,
        iouBounds: null,
      },
    ]);
  });

  it('calls a trivial entry by its method', () => {
    expect(chartEntries([boardRow('a', {}, { kind: 'trivial', method: 'All real' })])[0]?.name).toBe('All real');
  });
});
