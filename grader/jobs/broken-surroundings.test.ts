import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { expect, it } from 'vitest';
import { StoredFileTrouble } from '#submissions/store.ts';
import { BrokenSurroundings, isDatabaseAway, isOurTrouble } from './broken-surroundings.ts';

/** An error of the database, as postgres.js throws it. */
function postgresError(code: string): Error {
  return Object.assign(new Error('told by the server'), { name: 'PostgresError', code });
}

const missing = await readFile('/no/such/file').catch((error: unknown) => error);
const refused = await new Promise((resolve) => connect(1, '127.0.0.1').once('error', resolve));
const inQuery = (cause: Error) => new DrizzleQueryError('SELECT secret FROM somewhere', ['a value'], cause);

it.each<[string, unknown]>([
  ['a file that is not there', missing],
  ['the same behind another error', new Error('The answers could not be read.', { cause: missing })],
  ['answers with another hash', new BrokenSurroundings('SHA-256')],
  ['a stored file that was changed', new StoredFileTrouble('SHA-256')],
  ['a full disk', Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write' })],
  ['a database that nobody answers for', refused],
  ['a database that went away in a query', inQuery(Object.assign(new Error('closed'), { code: 'CONNECTION_CLOSED' }))],
  ['a database that shuts down', inQuery(postgresError('57P01'))],
  ['a database without room', inQuery(postgresError('53100'))],
])('%s is our trouble', (_, error) => expect(isOurTrouble(error)).toBe(true));

it.each<[string, unknown]>([
  ['a thread that ran out of memory', Object.assign(new Error('memory'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })],
  ['an exception of the arithmetic', new RangeError('Invalid array length')],
  ['a constraint that a row breaks', inQuery(postgresError('23505'))],
  ['text that the database cannot hold', inQuery(postgresError('22021'))],
  ['something that is no error', 'a string'],
])('%s is not', (_, error) => expect(isOurTrouble(error)).toBe(false));

it('a write is tried again only while the database is away', () => {
  expect([refused, inQuery(postgresError('57P03'))].map(isDatabaseAway)).toEqual([true, true]);
  expect([missing, inQuery(postgresError('23505')), new Error('x')].map(isDatabaseAway)).toEqual([false, false, false]);
});
