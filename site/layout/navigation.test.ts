import { describe, expect, it } from 'vitest';
import { localPath, navigationFor } from './navigation.ts';

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

describe('localPath', () => {
  it.each(['/', '/submit', '/submissions/s1?report=x', '/generator/%E6%A8%A1', '/?q=a+b%20c#d', '/a//b'])(
    '%s is a place of this site',
    (path) => expect(localPath(path)).toBe(path),
  );

  it.each([
    null,
    '',
    'submit',
    'https://evil.example',
    'javascript:alert(1)',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\/evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/%0d%0aSet-Cookie:x',
    '/%0D%0A',
    '/\r\n',
    '/%00',
    '/%09/evil.example',
    '/%5c/evil.example',
    '/%5Cevil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '/%2e//evil.example',
    '/ /evil.example',
    '/\u00a0',
    '/\u0085',
    '/%c2%85',
  ])('%j is not', (path) => expect(localPath(path)).toBeNull());
});
