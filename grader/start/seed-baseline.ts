import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { listRuns, recordRun, signRun } from '#db/baselines.ts';
import { currentDataset } from '#db/datasets.ts';
import { createTeam, findTeam } from '#db/teams.ts';
import { baselineTeam, miniSettings, storedRunFolder } from '#grader/baseline/reproduce/mini-model.ts';
import { rescore } from '#grader/baseline/reproduce/stored-run.ts';
import { canonicalSha256 } from '#grader/baseline/run/canonical.ts';
import { receiveSubmission } from '#grader/intake/receive.ts';
import type { Services } from '#grader/services/services.ts';
import { nullIfMissing } from '#submissions/missing-file.ts';
import { submittableSplits } from '#submissions/terms.ts';

/**
 * Submits the stored runs of the mini model, once, where the data set is the one they were made on: so a machine without
 * GPU and Python shows a graded baseline run. The predictions are made again from the raw answers; the runs are the
 * references that later ones are held to.
 */
export async function seedBaseline(services: Services, say: (text: string) => void): Promise<void> {
  for (const split of submittableSplits) {
    const dataset = await currentDataset(services.db, split);
    const folder = storedRunFolder(split);
    if (!dataset || !(await nullIfMissing(stat(folder)))) continue;
    if ((await listRuns(services.db)).some((run) => run.datasetId === dataset.id)) continue;
    const made = await rescore(folder);
    if (made.manifestSha256 !== dataset.manifestSha256) continue;
    const team =
      (await findTeam(services.db, baselineTeam)) ?? (await createTeam(services.db, baselineTeam, 'baseline')).team;
    const body = Readable.from([new TextEncoder().encode(made.text)]);
    const taken = await receiveSubmission(services, { team, dataset, method: miniSettings.method, link: null, body });
    if (taken.kind !== 'accepted') {
      const why = taken.kind === 'issues' ? taken.list.issues[0]?.message : taken.message;
      throw new Error(`The stored run of the mini baseline was refused: ${why}`);
    }
    const { run } = made.stored;
    const id = await recordRun(
      services.db,
      {
        datasetId: dataset.id,
        settings: run.settings,
        manifest: run,
        responsesSha256: run.responsesSha256,
        submissionId: taken.submission.id,
      },
      gzipSync(made.responses),
    );
    await signRun(services.db, id, { sha256: canonicalSha256(run), name: team.name });
    say(`Submitted the stored run of the mini baseline on the ${split} split.`);
  }
}
