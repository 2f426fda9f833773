import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { submittableSplits } from '#submissions/terms.ts';
import { boardFile, boardHref, firstDirection, readQuery, sortedBy, sortKeys } from './address.ts';

const read = (search: string) => readQuery(new URLSearchParams(search));

describe('readQuery', () => {
  it('reads nothing as the ranked board of the test split', () => {
    expect(read('')).toEqual({ split: 'test', sort: { key: 'rank', direction: 'asc' } });
  });

  it('reads a column and its direction', () => {
    expect(read('sort=iou&dir=asc').sort).toEqual({ key: 'iou', direction: 'asc' });
  });

  it('puts the best on top when no direction is given', () => {
    expect(read('sort=iou').sort.direction).toBe('desc');
    expect(read('sort=hallucinationRate').sort.direction).toBe('asc');
    expect(read('sort=team').sort.direction).toBe('asc');
    expect(read('sort=date').sort.direction).toBe('desc');
  });

  it('reads what is not offered as the default', () => {
    expect(read('sort=constructor&dir=up&split=train')).toEqual(read(''));
  });
});

describe('boardHref', () => {
  it('leaves the defaults out', () => {
    expect(boardHref('overall', read(''))).toBe('/');
    expect(boardHref('family:gan', read('sort=rank&dir=asc&split=test'))).toBe('/family/gan');
  });

  it('writes the rest into the query', () => {
    expect(boardHref('generator:gan-3', read('split=dev&sort=iou'))).toBe(
      '/generator/gan-3?split=dev&sort=iou&dir=desc',
    );
  });

  it('reads back to the same state, whatever it is', () => {
    const query = fc.record({
      split: fc.constantFrom(...submittableSplits),
      sort: fc.record({
        key: fc.constantFrom(...sortKeys),
        direction: fc.constantFrom('asc' as const, 'desc' as const),
      }),
    });
    fc.assert(
      fc.property(query, (state) => {
        const { searchParams } = new URL(boardHref('overall', state), 'http://site.example');
        expect(readQuery(searchParams)).toEqual(state);
      }),
    );
  });
});

describe('sortedBy', () => {
  it('reverses a column that is sorted already', () => {
    const once = sortedBy('iou', read(''));
    expect(once.sort).toEqual({ key: 'iou', direction: firstDirection('iou') });
    expect(sortedBy('iou', once).sort.direction).toBe('asc');
    expect(sortedBy('iou', sortedBy('iou', once))).toEqual(once);
  });

  it('keeps the split', () => {
    expect(sortedBy('team', read('split=dev')).split).toBe('dev');
  });
});

describe('boardFile', () => {
  it('names the file of a slice and split', () => {
    expect(boardFile('overall', 'test', 'csv')).toBe('/api/v1/boards/overall.csv');
    expect(boardFile('family:gan', 'dev', 'json')).toBe('/api/v1/boards/family:gan.json?split=dev');
    expect(boardFile('generator:a/b', 'test', 'json')).toBe('/api/v1/boards/generator:a%2Fb.json');
  });
});
