import { z } from 'zod';
import { skippedStatus } from './skipped.ts';

/** What became of a check, in tests. */
export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

export const nothing: Count = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Count, b: Count): Count {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** A program that counts as one check. @param status its exit status; null when it was killed or could not be started */
export function countOfStatus(status: number | null): Count {
  if (status === skippedStatus) return { ...nothing, skipped: 1 };
  return status === 0 ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 };
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

/** @param json Vitest's report  @param status Vitest's exit status: a file that could not be loaded is in no count */
export function countOfVitest(json: string, status: number | null): Count {
  const report = vitestReport.parse(JSON.parse(json));
  const skipped = report.numPendingTests + report.numTodoTests;
  return unexplained({ passed: report.numPassedTests, failed: report.numFailedTests, skipped }, status);
}

/** @param xml pytest's JUnit report  @param status pytest's exit status */
export function countOfPytest(xml: string, status: number | null): Count {
  const attribute = (name: string) =>
    Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(xml)?.[1] ?? Number.NaN);
  const failed = attribute('failures') + attribute('errors');
  const skipped = attribute('skipped');
  const passed = attribute('tests') - failed - skipped;
  if (Number.isNaN(passed)) throw new Error('pytest’s report names no counts.');
  return unexplained({ passed, failed, skipped }, status);
}

/** A run that did not end well although no test failed is a failure of its own, and so is one without any test. */
function unexplained(count: Count, status: number | null): Count {
  const isFailure = count.failed === 0 && (status !== 0 || count.passed === 0);
  return isFailure ? { ...count, failed: 1 } : count;
}

/** The line that CI reads. */
export function closingLine({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** @param isStrict a skipped check is a failure, as where nothing may be missing */
export function exitStatus(count: Count, isStrict: boolean): number {
  return count.failed > 0 || count.passed === 0 || (isStrict && count.skipped > 0) ? 1 : 0;
}
