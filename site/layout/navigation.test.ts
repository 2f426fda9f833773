import { describe, expect, it } from 'vitest';
import { navigationFor } from './navigation.ts';

const currentOf = (path: string) =>
  navigationFor(path)
    .filter((link) => link.current)
    .map(({ title, current }) => `${title} ${current}`);

describe('navigationFor', () => {
  it('marks the page itself', () => {
    expect(currentOf('/')).toEqual(['Leaderboard page']);
    expect(currentOf('/docs/')).toEqual(['Docs page']);
  });

  it('marks the entry that holds a page', () => {
    expect(currentOf('/family/gan')).toEqual(['Leaderboard true']);
    expect(currentOf('/docs/metrics')).toEqual(['Docs true']);
  });

  it('marks nothing for other pages, nor for names that only begin alike', () => {
    expect(currentOf('/database')).toEqual([]);
  });
});
