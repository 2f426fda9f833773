import { openBrowser } from './tests/world/browser.ts';
