import { DrizzleQueryError } from 'drizzle-orm/errors';
import { expect, it } from 'vitest';
import { openLog } from './services.ts';

function logged(error: unknown) {
  const lines: string[] = [];
  const log = openLog({ name: 'test', level: 'info' }, { write: (line: string) => void lines.push(line) });
  log.child({ submission: 's' }).warn({ error }, 'it went wrong');
  return { text: lines.join(''), error: JSON.parse(lines[0] ?? 'null').error };
}

it('a log line says what an error says, where it was thrown, and its cause', () => {
  const { error } = logged(new TypeError('The site is away.', { cause: new Error('ECONNREFUSED') }));
  expect(error).toMatchObject({ type: 'TypeError', message: 'The site is away.', cause: { message: 'ECONNREFUSED' } });
  expect(error.stack[0]).toContain('log-error.test.ts');
});

it('of a failed query the database’s words, without the values', () => {
  const failed = new DrizzleQueryError(
    'insert …',
    ['a secret'],
    Object.assign(new Error('too long'), { code: '22001' }),
  );
  const { text, error } = logged(failed);
  expect(error).toMatchObject({ message: 'too long', cause: { code: '22001' } });
  expect(text).not.toContain('a secret');
});

it('what was thrown and is no error', () => {
  expect(logged('gone').error).toBe('gone');
});
