import { describe, expect, it } from 'vitest';
import { add, closingLine, countOfPytest, countOfStatus, countOfVitest, exitStatus, nothing } from './counts.ts';

const suite = (attributes: string) =>
  `<?xml version="1.0"?><testsuites name="pytest tests"><testsuite name="pytest" ${attributes} time="2.2">…`;
const vitest = (more: object) =>
  JSON.stringify({ numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, ...more });

describe('what a program ended with', () => {
  it('is a pass, a failure or a skip', () => {
    expect(countOfStatus(0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(countOfStatus(77)).toEqual({ passed: 0, failed: 0, skipped: 1 });
    for (const status of [1, 2, null]) expect(countOfStatus(status)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('the tests of vitest and pytest', () => {
  it('are counted one by one, skipped ones too', () => {
    expect(countOfVitest(vitest({ numPendingTests: 2, numTodoTests: 1 }), 0)).toEqual({
      passed: 5,
      failed: 0,
      skipped: 3,
    });
    const xml = suite('errors="1" failures="2" skipped="4" tests="131"');
    expect(countOfPytest(xml, 1)).toEqual({ passed: 124, failed: 3, skipped: 4 });
  });

  it('fail when the run did, though no test failed, and when there was none', () => {
    expect(countOfVitest(vitest({}), 1).failed).toBe(1);
    expect(countOfVitest(vitest({ numPassedTests: 0 }), 0).failed).toBe(1);
    expect(countOfPytest(suite('errors="0" failures="0" skipped="4" tests="4"'), 0).failed).toBe(1);
    expect(() => countOfPytest('', 0)).toThrow('no counts');
  });
});

describe('the closing line', () => {
  it('names skips, which fail where nothing may be missing', () => {
    const count = add({ passed: 3, failed: 0, skipped: 1 }, { passed: 2, failed: 0, skipped: 0 });
    expect(closingLine(count)).toBe('5 passed, 0 failed, 1 skipped');
    expect(exitStatus(count, false)).toBe(0);
    expect(exitStatus(count, true)).toBe(1);
  });

  it('has no word of skips where there are none', () => {
    const count = { passed: 5, failed: 0, skipped: 0 };
    expect(closingLine(count)).toBe('5 passed, 0 failed');
    expect(exitStatus(count, true)).toBe(0);
  });

  it('of nothing is no success', () => {
    expect(exitStatus(nothing, false)).toBe(1);
    expect(exitStatus({ ...nothing, skipped: 2 }, false)).toBe(1);
    expect(exitStatus({ passed: 1, failed: 1, skipped: 0 }, false)).toBe(1);
  });
});
