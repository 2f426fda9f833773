/** The exit status of a check that could not be made on this machine; `tests/run.ts` counts it as skipped. */
export const skippedStatus = 77;

/** Ends this process, out loud. @param what was not checked, and why */
export function endSkipped(what: string): never {
  console.log(`SKIPPED: ${what}`);
  process.exit(skippedStatus);
}
