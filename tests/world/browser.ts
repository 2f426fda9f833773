import { access } from 'node:fs/promises';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A real Chromium: the system's if there is one, else the one from npm. */
export async function openBrowser(): Promise<Browser> {
  for (const executablePath of systemBrowsers) {
    const isThere = await access(executablePath).then(
      () => true,
      () => false,
    );
    if (isThere) return chromium.launch({ executablePath, args: quiet });
  }
  return chromium.launch({ executablePath: await sparticuz.executablePath(), args: [...sparticuz.args, ...quiet] });
}

const quiet = ['--no-sandbox', '--disable-background-networking'];
