import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestOfColumns, opensTier, partBoard, sortRows } from './order.ts';
import { boardRow } from './rows.fixture.ts';

const ids = (rows: readonly { submissionId: string }[]) => rows.map((row) => row.submissionId);

describe('sortRows', () => {
  const rows = [
    boardRow('a', { iou: 0.2, hallucinationRate: 0.1 }, { rank: 1, team: 'beta', attempts: 2 }),
    boardRow('b', { iou: null, hallucinationRate: 0.7 }, { rank: 2, team: 'Alpha', attempts: 9 }),
    boardRow('c', { iou: 0.4, hallucinationRate: 0.3 }, { rank: null, team: 'team 10', attempts: 2 }),
    boardRow('d', { iou: 0.2, hallucinationRate: 0.2 }, { rank: 3, team: 'team 9', attempts: 1 }),
  ];

  it('puts what has no value last in both directions', () => {
    expect(ids(sortRows(rows, { key: 'iou', direction: 'desc' }))).toEqual(['c', 'a', 'd', 'b']);
    expect(ids(sortRows(rows, { key: 'iou', direction: 'asc' }))).toEqual(['a', 'd', 'c', 'b']);
    expect(ids(sortRows(rows, { key: 'rank', direction: 'desc' }))).toEqual(['d', 'b', 'a', 'c']);
  });

  it('sorts names without regard to case, numbers in them by value', () => {
    expect(ids(sortRows(rows, { key: 'team', direction: 'asc' }))).toEqual(['b', 'a', 'd', 'c']);
  });

  it('keeps the ranked order among equals', () => {
    expect(ids(sortRows(rows, { key: 'attempts', direction: 'desc' }))).toEqual(['b', 'a', 'c', 'd']);
  });

  it('sorts by date', () => {
    const old = boardRow('old', {}, { submittedAt: new Date('2024-01-01') });
    expect(ids(sortRows([boardRow('new', {}), old], { key: 'date', direction: 'asc' }))).toEqual(['old', 'new']);
  });

  it('loses and invents no row', () => {
    const values = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }), { maxLength: 20 });
    fc.assert(
      fc.property(values, fc.constantFrom('asc' as const, 'desc' as const), (list, direction) => {
        const given = list.map((iou, index) => boardRow(String(index), { iou }));
        const sorted = sortRows(given, { key: 'iou', direction });
        expect(ids(sorted).toSorted()).toEqual(ids(given).toSorted());
        const known = sorted.flatMap((row) => row.slice.metrics.iou ?? []);
        expect(known).toEqual(known.toSorted((a, b) => (direction === 'asc' ? a - b : b - a)));
      }),
    );
  });
});

describe('bestOfColumns', () => {
  const best = (key: string, ...rows: Parameters<typeof bestOfColumns>[0]) => [...(bestOfColumns(rows).get(key) ?? [])];

  it('follows the direction of the metric', () => {
    const rows = [
      boardRow('a', { iou: 0.2, hallucinationRate: 0.2 }),
      boardRow('b', { iou: 0.4, hallucinationRate: 0.4 }),
    ];
    expect(best('iou', ...rows)).toEqual(['b']);
    expect(best('hallucinationRate', ...rows)).toEqual(['a']);
  });

  it('marks all whose shown values are the same', () => {
    expect(
      best('iou', boardRow('a', { iou: 0.4001 }), boardRow('b', { iou: 0.4004 }), boardRow('c', { iou: 0.39 })),
    ).toEqual(['a', 'b']);
  });

  it('leaves trivial entries out', () => {
    const trivial = boardRow('t', { iou: 0.9 }, { kind: 'trivial' });
    expect(best('iou', trivial, boardRow('a', { iou: 0.1 }), boardRow('b', { iou: 0.2 }))).toEqual(['b']);
  });

  it('marks nothing where fewer than two have a value', () => {
    expect(best('iou', boardRow('a', { iou: 0.4 }), boardRow('b', { iou: null }))).toEqual([]);
    expect(best('iou')).toEqual([]);
  });
});

describe('the parts of a board', () => {
  it('sets trivial entries apart, each part in the asked order', () => {
    const rows = [
      boardRow('a', { iou: 0.1 }),
      boardRow('t', { iou: 0.9 }, { kind: 'trivial' }),
      boardRow('b', { iou: 0.2 }),
      boardRow('u', { iou: 0.95 }, { kind: 'trivial' }),
    ];
    const { contenders, trivial } = partBoard(rows, { key: 'iou', direction: 'desc' });
    expect([ids(contenders), ids(trivial)]).toEqual([
      ['b', 'a'],
      ['u', 't'],
    ]);
  });

  it('opens a tier where the tier changes, not on the first row', () => {
    const [first, second] = [boardRow('a', {}, { tier: 1 }), boardRow('b', {}, { tier: 2 })];
    expect(opensTier(first, undefined)).toBe(false);
    expect(opensTier(second, first)).toBe(true);
    expect(opensTier(second, second)).toBe(false);
  });
});
