import { gzipSync } from 'node:zlib';
import { failRun, finishRun, runJobs } from '#db/baselines.ts';
import { dataPaths } from '#db/env.ts';
import type { baselineRuns, RunProgress } from '#db/schema.ts';
import { openModelServer, runFolder } from '#grader/baseline/run/model-server.ts';
import { runBaseline } from '#grader/baseline/run/run-baseline.ts';
import { runSettings } from '#grader/baseline/run/run-manifest.ts';
import type { Site } from '#grader/baseline/run/site-client.ts';
import { failureText } from '#grader/services/error-message.ts';
import type { Services } from '#grader/services/services.ts';
import type { Performer } from './perform.ts';

/** Characters; the output of a server that did not start is part of it. */
const longestFailure = 4000;

/**
 * Baseline runs: server up, every image asked, file submitted, row finished. What goes wrong stands in the row with what to
 * do, and its answers stay; a run that was cancelled ends at the next heartbeat.
 */
export function runPerformer(
  services: Services,
  site: Site,
  onProgress: (progress: RunProgress) => void = () => {},
): Performer<typeof baselineRuns> {
  let progress: RunProgress | null = null;
  return {
    kind: runJobs,
    atClaim: { failure: null },
    async work({ id, settings: given, progress: before }, { signal, report }) {
      progress = before;
      const settings = runSettings.parse(given);
      await using opened = await openModelServer(services.env, settings);
      const { manifest, responses, submission } = await runBaseline({
        ...{ site, server: opened.server, settings, model: opened.facts },
        folder: runFolder(dataPaths(services.env.dataDir).baseline, id),
        builtFrom: services.env.builtFrom,
        signal,
        onProgress(now) {
          progress = now;
          report({ progress });
          onProgress(now);
        },
      });
      const { responsesSha256 } = manifest;
      const gzip = gzipSync(responses);
      const submissionId = submission.id;
      return (db, claim) => finishRun(db, claim, { manifest, responsesSha256, submissionId, gzip, progress });
    },
    onFailure(error) {
      return (db, claim) => {
        const resume = `Resume it once that is put right: \`fx baseline resume ${claim.id}\`.`;
        return failRun(db, claim, { failure: `${failureText(error, longestFailure)}\n${resume}`, progress });
      };
    },
  };
}
