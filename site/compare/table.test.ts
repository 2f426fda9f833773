import { describe, expect, it } from 'vitest';
import { type Comparison, comparison, type Difference } from '#submissions/comparison.ts';
import { type MetricKey, metricKeys } from '#submissions/scorecard.ts';
import { countTests, familyRows, metricRows } from './table.ts';

const nothing: Difference = { a: null, b: null, difference: null, interval: null, p: null };
/** Every metric null but the given ones: [entry, reference, p]. */
function slice(values: Partial<Record<MetricKey, [number, number, number]>>): Comparison[string] {
  const entries = metricKeys.map((key): [MetricKey, Difference] => {
    const given = values[key];
    if (!given) return [key, nothing];
    const [a, b, p] = given;
    return [key, { a, b, difference: a - b, interval: [a - b - 0.1, a - b + 0.1], p }];
  });
  return comparison.parse({ overall: Object.fromEntries(entries) })['overall']!;
}

const rowOf = (others: Comparison[], key: MetricKey) =>
  metricRows(others)
    .flatMap(({ rows }) => rows)
    .find(({ metric }) => metric.key === key);

describe('the table of metrics', () => {
  it('has every metric once, and shows the others against the reference', () => {
    const one = { overall: slice({ iou: [0.75, 0.5, 0.01] }) };
    const two = { overall: slice({ iou: [0.25, 0.5, 0.3] }) };
    const keys = metricRows([one, two]).flatMap(({ rows }) => rows.map(({ metric }) => metric.key));
    expect(keys.toSorted()).toEqual(metricKeys.toSorted());
    expect(rowOf([one, two], 'iou')).toMatchObject({
      reference: 0.5,
      others: [
        { value: 0.75, difference: 0.25, p: 0.01, verdict: 'better' },
        { value: 0.25, difference: -0.25, p: 0.3, verdict: null },
      ],
    });
    expect(rowOf([one, two], 'auroc')?.others[0]).toMatchObject({ value: null, p: null, verdict: null });
  });

  it('calls less of what should be low better', () => {
    const row = rowOf([{ overall: slice({ hallucinationRate: [0.1, 0.4, 0.001] }) }], 'hallucinationRate');
    expect(row?.others[0]?.verdict).toBe('better');
  });
});

describe('the table of families', () => {
  const one = {
    overall: slice({}),
    'family:gan': slice({ fxScore: [0.5, 0.2, 0.01] }),
    'family:dit': slice({ fxScore: [0.1, 0.2, 0.02] }),
  };
  const two = {
    overall: slice({}),
    'family:gan': slice({ fxScore: [0.3, 0.2, 0.04] }),
    'family:dit': slice({}),
  };

  it('adjusts all p-values in it together, by Holm', () => {
    const rows = familyRows([one, two], 'fxScore');
    expect(rows.map(({ title }) => title)).toEqual(['GAN', 'DiT']);
    expect(rows.map(({ others }) => others.map(({ p, verdict }) => [p, verdict]))).toEqual([
      [
        [0.03, 'better'],
        [0.04, 'better'],
      ],
      [
        [0.04, 'worse'],
        [null, null],
      ],
    ]);
    expect(countTests(rows)).toBe(3);
  });

  it('leaves open what a single test would have called a difference', () => {
    const [gan] = familyRows([two, two, two], 'fxScore');
    expect(gan?.others[0]).toMatchObject({ p: 0.12, verdict: null });
  });
});
