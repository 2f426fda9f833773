import { signRun } from '#db/baselines.ts';
import type { Database } from '#db/client.ts';
import { canonicalSha256 } from '#grader/baseline/run/canonical.ts';
import { readJudgedRuns } from './judged-runs.ts';
import { gapsOf } from './reproduction.ts';

/**
 * Signs a run off as a reference, to which other runs of its model and images are compared (R1). The run must be graded
 * and its manifest without gaps. @returns why it is not signed off; empty when it is
 */
export async function signOff(db: Database, id: string, name: string): Promise<string[]> {
  const run = (await readJudgedRuns(db)).find(({ row }) => row.id === id);
  if (!run) return [`There is no run ${id}.`];
  if (!run.manifest || !run.submission?.report)
    return [`The run ${id} is not graded: only a graded run is signed off.`];
  const gaps = gapsOf(run.manifest);
  if (gaps.length > 0) return gaps;
  const signed = await signRun(db, id, { sha256: canonicalSha256(run.row.manifest), name });
  return signed ? [] : [`The run ${id} is signed off already.`];
}
