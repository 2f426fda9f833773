import { describe, expect, it } from 'vitest';
import { nextTheme } from './theme.ts';

describe('nextTheme', () => {
  it('stores a theme that differs from the system', () => {
    expect(nextTheme('light', 'light')).toEqual({ theme: 'dark', stored: 'dark' });
  });

  it('stores nothing when it is the system theme again', () => {
    expect(nextTheme('dark', 'light')).toEqual({ theme: 'light', stored: null });
  });
});
