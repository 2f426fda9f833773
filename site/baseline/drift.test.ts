import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '#grader/baseline/reproduce/judged-runs.ts';
import { driftOf, scaleOf } from './drift.ts';

const run = (id: string, accuracy: number | null, isReference = false): Run =>
  ({
    ...{ row: { id, createdAt: new Date(0) }, manifest: {}, submission: null, figures: { accuracy, iou: null } },
    ...{ isReference, references: [], agreement: null, reasons: null },
  }) as unknown as Run;

describe('the scale of a picture', () => {
  it('has few round steps and room on both sides', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (values) => {
        const { low, high, step } = scaleOf(values);
        expect(low).toBeLessThan(Math.min(...values));
        expect(high).toBeGreaterThan(Math.max(...values));
        expect((high - low) / step).toBeLessThanOrEqual(7);
      }),
    );
  });
});

describe('drift', () => {
  it('places runs in their order, and marks those outside of the reference’s band', () => {
    const { points, band, ticks } = driftOf(
      [run('a', 0.6, true), run('b', null), run('c', 0.602), run('d', 0.59)],
      'accuracy',
    );
    expect(points.map(({ id, isWithin }) => [id, isWithin])).toEqual([
      ['a', true],
      ['c', true],
      ['d', false],
    ]);
    expect(points.map(({ x }) => x)).toEqual([1 / 6, 3 / 6, 5 / 6]);
    expect(points[2]!.y).toBeGreaterThan(points[0]!.y);
    expect(band?.middle).toBeCloseTo(points[0]!.y, 12);
    expect(band!.top).toBeLessThan(band!.bottom);
    expect(ticks.length).toBeGreaterThan(1);
  });

  it('has no band without a reference', () => {
    const { points, band } = driftOf([run('a', 0.6)], 'accuracy');
    expect([points[0]?.isWithin, band]).toEqual([null, null]);
  });
});
