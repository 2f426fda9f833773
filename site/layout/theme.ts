/** Under this name the browser keeps a reader's choice; absent while it follows the system. */
export const themeKey = 'fx-theme';

export type Theme = 'light' | 'dark';

/** Announced on `document` after every switch, for what is drawn with colours of its own. */
export const themeEvent = 'fx:theme';

/** The theme to show and what to remember: nothing when the new theme is the system's own. */
export function nextTheme(shown: Theme, system: Theme): { theme: Theme; remembered: Theme | null } {
  const theme = shown === 'dark' ? 'light' : 'dark';
  return { theme, remembered: theme === system ? null : theme };
}

export function switchTheme(): void {
  const root = document.documentElement;
  const system: Theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const chosen = root.dataset['theme'];
  const shown = chosen === 'light' || chosen === 'dark' ? chosen : system;
  const { remembered } = nextTheme(shown, system);
  if (remembered) {
    root.dataset['theme'] = remembered;
    localStorage.setItem(themeKey, remembered);
  } else {
    delete root.dataset['theme'];
    localStorage.removeItem(themeKey);
  }
  document.dispatchEvent(new Event(themeEvent));
}
