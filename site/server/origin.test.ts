import { expect, it } from 'vitest';
import { isForeignForm } from './origin.ts';

const here = 'https://board.example';
const isForeign = (method: string, headers: Record<string, string>) =>
  isForeignForm(new Request(here, { method, headers }), here);
const forms = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'Text/Plain;charset=utf-8'];

it('takes a form only from its own origin', () => {
  for (const type of forms) {
    const from = (origin?: string) =>
      isForeign('POST', { 'Content-Type': type, ...(origin ? { Origin: origin } : {}) });
    expect([
      from(here),
      from(),
      from('null'),
      from('http://board.example'),
      from('https://board.example.evil'),
    ]).toEqual([...[false, true, true, true, true]]);
  }
  expect([isForeign('POST', {}), isForeign('DELETE', {}), isForeign('POST', { Origin: here })]).toEqual([
    ...[true, true, false],
  ]);
});

it('lets pass what no form can send, and what changes nothing', () => {
  expect(isForeign('POST', { 'Content-Type': 'application/x-ndjson' })).toBe(false);
  for (const method of ['GET', 'HEAD', 'OPTIONS'])
    expect(isForeign(method, { Origin: 'https://evil.example' })).toBe(false);
});
