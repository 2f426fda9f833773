import { nextTheme, type Theme, themeEvent, themeKey } from './theme.ts';

/** Switches the page between light and dark and stores the choice. */
export function switchTheme(): void {
  const root = document.documentElement;
  const system: Theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const chosen = root.dataset['theme'];
  const shown = chosen === 'light' || chosen === 'dark' ? chosen : system;
  const { stored } = nextTheme(shown, system);
  if (stored) {
    root.dataset['theme'] = stored;
    localStorage.setItem(themeKey, stored);
  } else {
    delete root.dataset['theme'];
    localStorage.removeItem(themeKey);
  }
  document.dispatchEvent(new Event(themeEvent));
}
