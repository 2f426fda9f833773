import { DrizzleQueryError } from 'drizzle-orm/errors';
import { StoredFileTrouble } from '#submissions/store.ts';

/**
 * Something that a job needs of ours is not as it must be: answers, store, disk, database. Never the fault of what is
 * graded. The message says what to put right.
 */
export class BrokenSurroundings extends Error {
  override name = 'BrokenSurroundings';
}

/** PostgreSQL's classes of errors that speak of the server, not of the query: connection, resources, shutdown, system. */
const serverClasses = ['08', '53', '57', '58', 'XX'];
/** postgres.js names lost connections itself */
const driverCode = /^(CONNECTION_|CONNECT_)/;

/**
 * Whether an error, or what caused it, comes from broken surroundings: a system call that failed (no such file, no
 * permission, no space …), a database that is away, or an explicit {@link BrokenSurroundings}. A thread that ran out of
 * memory or an exception of the arithmetic is none: the file brought that about.
 */
export function isOurTrouble(error: unknown): boolean {
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 8; each = each.cause, depth++) {
    if (each instanceof BrokenSurroundings || each instanceof StoredFileTrouble) return true;
    if (isSystemError(each) || isDatabaseAway(each)) return true;
  }
  return false;
}

/** Whether the database could not be reached, or could not do its work. */
export function isDatabaseAway(error: unknown): boolean {
  const found = error instanceof DrizzleQueryError ? error.cause : error;
  if (!(found instanceof Error)) return false;
  const code = codeOf(found);
  if (code === null) return false;
  const isPostgres = found.name === 'PostgresError' && serverClasses.some((each) => code.startsWith(each));
  return (
    isPostgres || driverCode.test(code) || (isSystemError(found) && 'syscall' in found && found.syscall === 'connect')
  );
}

/** An error of a system call, as Node throws it: it has the call and the number of the error. */
function isSystemError(error: Error): boolean {
  return codeOf(error) !== null && 'syscall' in error;
}

function codeOf(error: Error): string | null {
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}
