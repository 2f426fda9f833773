import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fixedHeaders } from './headers.ts';

it('lets nothing inline run, and binds browsers to https where that is the public address', () => {
  const { 'Content-Security-Policy': policy, ...headers } = fixedHeaders('https://fx.example.org');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|\*|nonce/);
  expect(headers).toHaveProperty('Strict-Transport-Security');
  for (const origin of [null, 'http://fx.example.org'])
    expect(fixedHeaders(origin)).not.toHaveProperty('Strict-Transport-Security');
});

it('finds nothing in the pages that this policy would refuse', () => {
  const pages = globSync('site/**/*.astro');
  expect(pages.length).toBeGreaterThan(80);
  for (const file of pages) {
    const source = readFileSync(file, 'utf8');
    expect(source, file).not.toMatch(/\sstyle=|\son[a-z]+=|define:vars|javascript:/);
    for (const [tag] of source.matchAll(/<(?:script|style)\b[^>]*is:inline[^>]*>/g))
      expect(tag, file).toMatch(/type="application\/json"|\ssrc=/);
  }
});

it('finds no script that writes what this policy would refuse', () => {
  for (const file of globSync('site/**/*.{ts,js}', { exclude: ['**/*.test.ts'] }))
    expect(readFileSync(file, 'utf8'), file).not.toMatch(
      /setAttribute\('(?:style|on)|\beval\(|new Function|insertAdjacentHTML/,
    );
});
