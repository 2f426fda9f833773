import { listRunsLike } from '#db/baselines.ts';
import type { BaselineRunRow } from '#db/schema.ts';
import {
  agreementOf,
  isComparable,
  isSubmitted,
  type Run,
  readJudgedRuns,
  type SubmittedRun,
} from '#grader/baseline/reproduce/judged-runs.ts';
import { differingFacts, manifestParts, partHashes } from '#grader/baseline/reproduce/manifest-parts.ts';
import { reasonsAgainst } from '#grader/baseline/reproduce/reproduction.ts';
import { siteServices } from '#site/server/services.ts';
import { metrics, overallSlice } from '#submissions/scorecard.ts';

/** All runs, the newest first. */
export async function readRuns(): Promise<Run[]> {
  return readJudgedRuns((await siteServices()).db);
}

export async function readOneRun(id: string): Promise<Run | null> {
  return (await readRuns()).find(({ row }) => row.id === id) ?? null;
}

/** The runs of the same images and settings as this one that have not ended, the oldest first. */
export async function listAlike(row: BaselineRunRow): Promise<BaselineRunRow[]> {
  return listRunsLike((await siteServices()).db, row);
}

/** The team whose token a maintainer has; null for everybody else. */
export function maintainerOf({ team }: App.Locals): App.Locals['team'] {
  return team?.kind === 'baseline' ? team : null;
}

/** Runs of one model on the same images, the oldest first, for each of them; groups by their newest run. */
export function groupRuns(runs: readonly Run[]): Run[][] {
  const groups: Run[][] = [];
  for (const run of runs) {
    const group = groups.find(([first]) => first && isComparable(first, run));
    if (group) group.unshift(run);
    else groups.push([run]);
  }
  return groups;
}

/** The two runs of an address, the older first; null unless it names exactly two that were submitted. */
export async function readPair(ids: readonly string[]): Promise<[SubmittedRun, SubmittedRun] | null> {
  const submitted = (await readRuns()).filter(isSubmitted);
  const [newer, older, ...rest] = submitted.filter(({ row }) => ids.includes(row.id));
  return newer && older && rest.length === 0 ? [older, newer] : null;
}

/** Where two runs differ: figures, dependencies, verdicts; and whether `b` reproduces `a`. */
export async function compareRuns(a: SubmittedRun, b: SubmittedRun) {
  const { db } = await siteServices();
  const agreement = a.row.datasetId === b.row.datasetId ? await agreementOf(db, a, b) : null;
  const share = agreement && agreement.sameVerdicts / Math.max(1, agreement.images);
  const [ours, theirs] = [a, b].map(({ submission }) => submission?.report?.slices[overallSlice]?.metrics);
  const [aHashes, bHashes] = [partHashes(a.manifest), partHashes(b.manifest)];
  return {
    agreement,
    share,
    reasons: reasonsAgainst(b, [a], share),
    figures: metrics.flatMap(({ key, title }) => {
      const [x, y] = [ours?.[key] ?? null, theirs?.[key] ?? null];
      return x === null && y === null ? [] : [{ key, title, a: x, b: y }];
    }),
    parts: manifestParts.map((part) => ({ part, a: aHashes[part], b: bHashes[part] })),
    facts: differingFacts(a.manifest, b.manifest),
  };
}
