import { describe, expect, it } from 'vitest';
import { nextTheme } from './theme.ts';

describe('nextTheme', () => {
  it('remembers a theme that differs from the system', () => {
    expect(nextTheme('light', 'light')).toEqual({ theme: 'dark', remembered: 'dark' });
  });

  it('forgets the choice when it is the system theme again', () => {
    expect(nextTheme('dark', 'light')).toEqual({ theme: 'light', remembered: null });
  });
});
