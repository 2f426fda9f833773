import type { BrowserContext } from 'playwright-core';

/** Collects what the content security policy refuses on the pages of a context that are opened from now on. */
export async function watchPolicy(context: BrowserContext): Promise<string[]> {
  const refused: string[] = [];
  await context.exposeFunction('reportRefused', (what: string) => void refused.push(what));
  await context.addInitScript(() => {
    const report = (window as unknown as { reportRefused(what: string): void }).reportRefused;
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample, sourceFile }) =>
      report(`${location.pathname}: ${effectiveDirective} ${blockedURI} ${sample} ${sourceFile}`),
    );
  });
  return refused;
}
