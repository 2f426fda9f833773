// Runs as it is, before the first paint: the reader's theme, and a mark that scripts run. The key is `themeKey` of theme.ts.
document.documentElement.dataset.script = '';
try {
  const theme = localStorage.getItem('fx-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // a browser that forbids storage shows the system's theme
}
