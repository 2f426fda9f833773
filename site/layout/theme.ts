/** The key of local storage that holds a reader's choice; absent while the page follows the system. */
export const themeKey = 'fx-theme';

export type Theme = 'light' | 'dark';

/** Dispatched on `document` after every switch, for canvases, whose colours no style sheet changes. */
export const themeEvent = 'fx:theme';

/** The theme to show and the one to store: null when the new theme is the system's own. */
export function nextTheme(shown: Theme, system: Theme): { theme: Theme; stored: Theme | null } {
  const theme = shown === 'dark' ? 'light' : 'dark';
  return { theme, stored: theme === system ? null : theme };
}
