import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '#db/client.ts';
import { type Changes, type Claim, claimJob, type JobKind, type JobTable, releaseJob, reportJob } from '#db/jobs.ts';
import { failureText } from '#grader/services/error-message.ts';
import type { Services } from '#grader/services/services.ts';
import { isDatabaseAway, isOurTrouble } from './broken-surroundings.ts';
import { type Surroundings, watchSurroundings } from './surroundings.ts';

/** How often a worker gives a sign of life for the job it has, in ms. */
const heartbeatMs = 2000;
/** How long a write waits for a database that is away, in ms, before the job is left to the sweep. */
const longestOutageMs = 10 * 60_000;

/** What a job is given to work with. */
export interface JobContext {
  /** aborted as soon as the claim is lost: what is done after that is done in vain */
  signal: AbortSignal;
  /** written with the next sign of life */
  report(changes: Changes): void;
}

/** Writes what came of a job: one fenced move, false when the claim was lost. */
export type WriteResult = (db: Database, claim: Claim) => Promise<boolean>;

/** One kind of job and how it is done. */
export interface Performer<T extends JobTable> {
  kind: JobKind<T>;
  /** What a row has when it is claimed, beside the claim. */
  atClaim?: Changes;
  work(row: T['$inferSelect'], context: JobContext): Promise<WriteResult>;
  /** How a failure that is not ours ends: another try when not given. */
  onFailure?(error: unknown): WriteResult;
}

/** A job by its id, and the worker's view of its surroundings; a command that does one job needs none. */
export interface Job<T extends JobTable> {
  performer: Performer<T>;
  id: string;
  surroundings?: Surroundings;
}

/**
 * Does one job, if nobody else has it and all that it needs is in order: claim, work, one move. What is broken on our side
 * sends it back with a pause and without costing an attempt, and stops this worker from claiming until it is put right. A
 * lost claim aborts the work at once; a result that comes too late is refused by the database and counted.
 */
export async function performJob<T extends JobTable>(
  services: Services,
  { performer, id, surroundings = watchSurroundings() }: Job<T>,
): Promise<void> {
  const { kind } = performer;
  const { db } = services;
  if (!surroundings.areSound()) return;
  const row = await claimJob(db, kind, id, performer.atClaim);
  if (!row) return;
  const claim: Claim = { id, fence: row.fence };
  const log = services.log.child({ [kind.name]: id, attempt: row.attempts });
  const started = performance.now();
  const lost = new AbortController();
  let changes: Changes = {};
  const beat = setInterval(() => {
    reportJob(db, kind, claim, changes).then(
      (isHeld) => {
        if (isHeld || lost.signal.aborted) return;
        surroundings.countRefusedWrite();
        lost.abort(new LostClaim(kind.name));
      },
      (error: unknown) => log.warn({ error }, 'no heartbeat'),
    );
  }, heartbeatMs);
  const report = (more: Changes) => {
    changes = { ...changes, ...more };
  };
  const write = async (result: WriteResult, what: string) => {
    const isHeld = await untilDatabaseIsBack(() => result(db, claim));
    if (!isHeld) surroundings.countRefusedWrite();
    log.info(
      { what, isHeld, ms: Math.round(performance.now() - started) },
      isHeld ? 'done' : 'refused: the claim was lost',
    );
  };
  try {
    await write(await performer.work(row, { signal: lost.signal, report }), 'result');
  } catch (error) {
    if (lost.signal.aborted) {
      log.warn('the claim was lost: the work was stopped');
      return;
    }
    const isOurs = isOurTrouble(error);
    log.error({ error, isOurs }, isOurs ? 'something of ours is broken' : 'the job failed');
    if (isOurs) {
      surroundings.reportTrouble(error);
      await surroundings.recheck(); // what ails one stored file alone stops nothing else
    }
    const release: WriteResult = (to, held) => releaseJob(to, kind, held, { failure: failureText(error), isOurs });
    await write(isOurs ? release : (performer.onFailure?.(error) ?? release), 'release');
  } finally {
    clearInterval(beat);
  }
}

/** Why the work on a job was aborted. */
class LostClaim extends Error {
  override name = 'LostClaim';
  constructor(what: string) {
    super(`The claim on this ${what} was lost: it was cancelled, or another worker has it.`);
  }
}

/** Does a fenced write, again and again while the database is away. */
async function untilDatabaseIsBack(write: () => Promise<boolean>): Promise<boolean> {
  const until = performance.now() + longestOutageMs;
  for (let pauseMs = 250; ; pauseMs = Math.min(5000, pauseMs * 2)) {
    try {
      return await write();
    } catch (error) {
      if (!isDatabaseAway(error) || performance.now() > until) throw error;
      await wait(pauseMs);
    }
  }
}
