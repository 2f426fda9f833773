import { readRun } from '#db/baselines.ts';
import type { Database } from '#db/client.ts';
import type { BaselineRunRow } from '#db/schema.ts';

/** The run of an id from the command line. @throws when there is none, with the command that lists them */
export async function requireRun(db: Database, id: string): Promise<BaselineRunRow> {
  const run = await readRun(db, id);
  if (!run) throw new Error(`There is no run ${id}. \`fx baseline status\` lists them.`);
  return run;
}
