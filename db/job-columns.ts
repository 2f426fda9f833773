import { sql } from 'drizzle-orm';
import { integer, text, timestamp } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** What every table of jobs has beside its status: the columns that db/jobs.ts moves. */
export const jobColumns = () => ({
  /** rises with every claim; who holds an older number can no longer write (fencing) */
  fence: integer('fence').notNull().default(0),
  /** tries that the job itself spoilt, or whose worker died in it */
  attempts: integer('attempts').notNull().default(0),
  /** how often it went back because something of ours was broken: costs no attempt */
  setbacks: integer('setbacks').notNull().default(0),
  /** since when one setback follows another */
  setBackSince: instant('set_back_since'),
  /** not to be claimed before */
  nextTryAt: instant('next_try_at').notNull().default(sql`now()`),
  /** what went wrong on our side, for maintainers */
  failure: text('failure'),
  claimedAt: instant('claimed_at'),
  /** the last sign of life of the worker that holds the claim */
  heartbeatAt: instant('heartbeat_at'),
  finishedAt: instant('finished_at'),
});
