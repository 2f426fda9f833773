import pino, { type DestinationStream, type Logger } from 'pino';
import type postgres from 'postgres';
import { type Database, migrateDatabase, openDatabase } from '#db/client.ts';
import { dataPaths, type Env } from '#db/env.ts';
import { applyPrivileges } from '#db/roles.ts';
import { openLocalStore, type Store } from '#submissions/store.ts';
import { logError } from './log-error.ts';
import { type JobQueue, openJobQueue, type QueueAddress } from './queue.ts';

/** What the doors share: opened once at a door, handed on as an argument. */
export interface Services extends AsyncDisposable {
  env: Env;
  db: Database;
  sql: postgres.Sql;
  store: Store;
  gradingQueue: JobQueue;
  baselineQueue: JobQueue;
  comparingQueue: JobQueue;
  /** where a worker of this system consumes its jobs */
  queueAddress: QueueAddress;
  log: Logger;
}

/**
 * Opens everything that uploading and grading need. `migrate` also brings the tables up to date; of several processes
 * one does that, before the others start. @throws without DATABASE_URL, saying how to get one.
 */
export async function openServices(env: Env, options: { name: string; migrate?: boolean }): Promise<Services> {
  if (!env.databaseUrl) {
    throw new Error('DATABASE_URL is not set. `npm start` sets it for its own processes; elsewhere name your server.');
  }
  const log = openLog({ name: options.name, level: env.logLevel });
  await using opening = new AsyncDisposableStack();
  const { db, sql } = opening.use(openDatabase(env.databaseUrl));
  if (options.migrate) await migrateDatabase(db);
  if (options.migrate && !(await applyPrivileges(sql))) {
    log.warn('the owner of the database may not make roles: site and grader share its rights (docs/operations.md)');
  }
  const store = await openLocalStore(dataPaths(env.dataDir).store);
  const queueAddress = { redisUrl: env.redisUrl, databaseUrl: env.databaseUrl };
  const gradingQueue = opening.use(await openJobQueue(queueAddress, 'grading', options.migrate));
  const baselineQueue = opening.use(await openJobQueue(queueAddress, 'baseline'));
  const comparingQueue = opening.use(await openJobQueue(queueAddress, 'comparing'));
  const opened = opening.move();
  return {
    env,
    db,
    sql,
    store,
    gradingQueue,
    baselineQueue,
    comparingQueue,
    queueAddress,
    log,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** One JSON object a line. An error is given under the key `error`. @param to standard output when not given */
export function openLog(options: { name: string; level: string }, to?: DestinationStream): Logger {
  const serializers = { error: logError };
  return to ? pino({ ...options, serializers }, to) : pino({ ...options, serializers });
}
