import { expect, it } from 'vitest';
import { webLink } from './web-link.ts';

it.each([
  'https://example.org/paper',
  'http://localhost:8080',
  'HTTPS://Example.org?x=1#y',
  'https://example.org/@author',
  'https://example.org/a?mail=a@b.example',
  'https://[2001:db8::1]/x',
])('%s stays as it is', (link) => expect(webLink(link)).toBe(link));

it.each([
  null,
  '',
  'javascript:alert(1)',
  'data:text/html,x',
  '//evil.example',
  'ftp://example.org',
  'https://',
  'https:example.org',
  'https:///evil.example',
  'https:\\\\evil.example',
  'https://good.example\\@evil.example',
  'https://accounts.google.com@evil.example',
  'https://user:secret@evil.example/',
  'https://@evil.example',
  'https://:@evil.example',
  'https://accounts.google.com%2F@evil.example',
  ' https://a.example',
  'https://a.example/with space',
  'https://a.example/\u00a0x',
  'https://a.example/\u0000',
  'https://a.exa\nmple',
  'https://a.example/\t',
  'https://a.example/\u202egpj.exe',
  'https://a.example/\u200b',
  'https://a b.example',
  'https://%00.example',
])('%j becomes no link', (link) => expect(webLink(link)).toBeNull());

it('shows names in other alphabets as what they are', () => {
  expect(webLink('https://\u0430\u0440\u0440le.example/x')).toBe('https://xn--le-6kc8da.example/x');
  expect(webLink('https://example.org/模型')).toBe('https://example.org/%E6%A8%A1%E5%9E%8B');
  expect(webLink('https://ｅxample.org/')).toBe('https://example.org/');
});
