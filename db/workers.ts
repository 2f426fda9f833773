import { lt, sql } from 'drizzle-orm';
import type { Database } from './client.ts';
import { type WorkerRow, workers } from './schema.ts';

/** What a process that takes jobs says of itself. */
export interface WorkerReport {
  id: string;
  name: string;
  /** what is broken around it; null when all is well */
  trouble: string | null;
  /** results that were refused since the last report, for their claim was lost */
  refusedWrites: number;
}

/** A worker that has said nothing for so long is taken off the list: it has ended, and its successor has another id. */
const forgottenAfter = sql`interval '1 day'`;

/** A worker's sign of life. */
export async function reportWorker(db: Database, { id, name, trouble, refusedWrites }: WorkerReport): Promise<void> {
  await db
    .insert(workers)
    .values({ id, name, trouble, refusedWrites })
    .onConflictDoUpdate({
      target: workers.id,
      set: { heartbeatAt: sql`now()`, trouble, refusedWrites: sql`${workers.refusedWrites} + ${refusedWrites}` },
    });
  await db.delete(workers).where(lt(workers.heartbeatAt, sql`now() - ${forgottenAfter}`));
}

/** A worker ends in order: it is no longer expected to give signs of life. */
export async function removeWorker(db: Database, id: string): Promise<void> {
  await db.delete(workers).where(sql`${workers.id} = ${id}`);
}

/** All workers that have given a sign of life within a day, with its age. */
export async function listWorkers(db: Database): Promise<(WorkerRow & { silentMs: number })[]> {
  const silentMs = sql<number>`(extract(epoch from now() - ${workers.heartbeatAt}) * 1000)::float8`;
  const rows = await db.select({ worker: workers, silentMs }).from(workers).orderBy(workers.startedAt);
  return rows.map(({ worker, silentMs: ms }) => ({ ...worker, silentMs: ms }));
}
