import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nextTheme, themeKey } from './theme.ts';

describe('nextTheme', () => {
  it('stores a theme that differs from the system', () => {
    expect(nextTheme('light', 'light')).toEqual({ theme: 'dark', stored: 'dark' });
  });

  it('stores nothing when it is the system theme again', () => {
    expect(nextTheme('dark', 'light')).toEqual({ theme: 'light', stored: null });
  });
});

it('is restored from the key that it is stored under', () => {
  expect(readFileSync('site/layout/early-theme.js', 'utf8')).toContain(`getItem('${themeKey}')`);
});
