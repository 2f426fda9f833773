import { gzipSync } from 'node:zlib';
import { claimRun, failRun, finishRun, type RunClaim, reportRun } from '#db/baselines.ts';
import { dataPaths } from '#db/env.ts';
import type { RunProgress } from '#db/schema.ts';
import { openModelServer, runFolder } from '#grader/baseline/run/model-server.ts';
import { runBaseline } from '#grader/baseline/run/run-baseline.ts';
import { runSettings } from '#grader/baseline/run/run-manifest.ts';
import type { Site } from '#grader/baseline/run/site-client.ts';
import type { Services } from '#grader/services/services.ts';

const heartbeatMs = 2_000;

/**
 * Performs a queued run, if nobody else did: server up, every image asked, file submitted, row finished. What goes
 * wrong stands in the row with what to do, and its answers stay; a run that was cancelled ends at the next heartbeat.
 */
export async function performRun(
  services: Services,
  site: Site,
  id: string,
  onProgress: (progress: RunProgress) => void = () => {},
): Promise<void> {
  const row = await claimRun(services.db, id);
  if (!row) return;
  const claim: RunClaim = { id, fence: row.fence };
  const stopped = new AbortController();
  let progress: RunProgress | null = null;
  const beat = setInterval(() => {
    reportRun(services.db, claim, progress).then(
      (held) => held || stopped.abort(new Error('The run was cancelled, or taken over by another runner.')),
      (error: unknown) => services.log.warn({ error }, 'no heartbeat'),
    );
  }, heartbeatMs);
  try {
    const settings = runSettings.parse(row.settings);
    await using opened = await openModelServer(services.env, settings);
    const result = await runBaseline({
      ...{ site, server: opened.server, settings, model: opened.facts },
      folder: runFolder(dataPaths(services.env.dataDir).baseline, id),
      builtFrom: services.env.builtFrom,
      signal: stopped.signal,
      onProgress(told) {
        progress = told;
        onProgress(told);
      },
    });
    if (progress) await reportRun(services.db, claim, progress);
    await finishRun(services.db, claim, {
      manifest: result.manifest,
      responsesSha256: result.manifest.responsesSha256,
      submissionId: result.submission.id,
      gzip: gzipSync(result.responses),
    });
  } catch (error) {
    services.log.error({ error, run: id }, 'the baseline run failed');
    if (progress) await reportRun(services.db, claim, progress);
    const why = error instanceof Error ? error.message : String(error);
    await failRun(services.db, claim, `${why}\nResume it once that is mended: \`fx baseline resume ${id}\`.`);
  } finally {
    clearInterval(beat);
  }
}
