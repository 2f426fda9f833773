import { z } from 'zod';
import type { SubmissionFile } from '#db/submissions.ts';
import type { ComparedEntry } from '#site/compare/compared-entry.ts';
import { compareHref } from '#site/layout/addresses.ts';
import { type ComparisonResult, comparison, disagreements } from '#submissions/comparison.ts';
import { type IssueHint, issueHints, issueList } from '#submissions/issue.ts';
import { hintSentences } from '#submissions/issue-catalogue.ts';
import { entryKinds, statuses } from '#submissions/lifecycle.ts';
import { scoreReport, sliceReport } from '#submissions/score-report.ts';
import { splits } from '#submissions/terms.ts';

/** The schemas of the API's answers, for its document and for the code's types. */
export const apiError = z
  .object({ error: z.string().meta({ description: 'what is wrong and what to do' }) })
  .meta({ id: 'Error' });

const instant = z.iso.datetime();

export const submissionAnswer = z
  .object({
    id: z.string(),
    url: z.string().meta({ description: 'the page of the submission' }),
    status: z.enum(statuses),
    progress: z.number().min(0).max(1),
    place: z.number().int().nullable().meta({ description: 'place in the queue, 1 is next' }),
    team: z.string(),
    kind: z.enum(entryKinds),
    method: z.string(),
    link: z.string().nullable(),
    dataset: z.object({ name: z.string(), version: z.string(), split: z.enum(splits), standIn: z.boolean() }),
    predictionsSha256: z.string(),
    bytes: z.number().int(),
    createdAt: instant,
    finishedAt: instant.nullable(),
    issues: issueList.nullable(),
    report: scoreReport.nullable(),
  })
  .meta({ id: 'Submission' });
export type SubmissionAnswer = z.infer<typeof submissionAnswer>;

const hintAnswer = z.object({ hint: z.enum(issueHints), message: z.string() }).meta({ id: 'Hint' });

export const acceptedAnswer = submissionAnswer
  .extend({
    hints: z.array(hintAnswer).meta({
      description: 'what to look at again: boxes that look like another convention. The file is graded as it is',
    }),
  })
  .meta({ id: 'Accepted' });

export const boardAnswer = z
  .object({
    dataset: z.object({ name: z.string(), version: z.string(), split: z.enum(splits), standIn: z.boolean() }),
    slice: z.string(),
    rows: z.array(
      z.object({
        rank: z.number().int().nullable(),
        bestRank: z.number().int().nullable(),
        worstRank: z.number().int().nullable(),
        tier: z.number().int().nullable(),
        team: z.string(),
        kind: z.enum(entryKinds),
        method: z.string(),
        link: z.string().nullable(),
        submissionId: z.string(),
        attempts: z.number().int(),
        submittedAt: instant,
        graderVersion: z.string(),
        slice: sliceReport,
      }),
    ),
  })
  .meta({ id: 'Board' });
export type BoardAnswer = z.infer<typeof boardAnswer>;

const comparedEntryAnswer = z
  .object({ id: z.string(), team: z.string(), kind: z.enum(entryKinds), method: z.string() })
  .meta({ id: 'ComparedEntry' });

export const compareAnswer = z
  .object({
    a: comparedEntryAnswer,
    b: comparedEntryAnswer,
    url: z.string().meta({ description: 'the page that shows it' }),
    dataset: z.object({ name: z.string(), version: z.string(), split: z.enum(splits), standIn: z.boolean() }),
    graderVersion: z.string(),
    metricsSpec: z.number().int(),
    seed: z.number().int(),
    slices: comparison.meta({ description: 'overall and each family' }),
    disagreements: disagreements.nullable().meta({ description: 'null where the answers are sealed' }),
  })
  .meta({ id: 'CompareAnswer' });
export type CompareAnswer = z.infer<typeof compareAnswer>;

export const waitingAnswer = z
  .object({ status: z.enum(['queued', 'computing']) })
  .meta({ id: 'Waiting', description: 'ask again after the seconds in Retry-After' });

export const healthAnswer = z
  .object({
    ok: z.boolean().meta({ description: 'whether what is submitted now is graded soon' }),
    reasons: z.array(z.string()).meta({ description: 'why not' }),
    queued: z.number().int(),
    grading: z.number().int(),
    failed: z.number().int(),
    workers: z.array(
      z.object({
        name: z.string(),
        silentSeconds: z.number().meta({ description: 'since its last sign of life' }),
        isWell: z.boolean(),
        refusedWrites: z.number().int().meta({ description: 'results that came after their claim was lost' }),
      }),
    ),
  })
  .meta({ id: 'Health' });

export const readyAnswer = z.object({ ready: z.boolean(), reasons: z.array(z.string()) }).meta({ id: 'Ready' });

export function describeSubmission(file: SubmissionFile, origin: string): SubmissionAnswer {
  const { submission, team, dataset, report, place } = file;
  return {
    id: submission.id,
    url: new URL(`/submissions/${submission.id}`, origin).href,
    status: submission.status,
    progress: submission.progress,
    place,
    team: team.name,
    kind: team.kind,
    method: submission.method,
    link: submission.link,
    dataset: { name: dataset.name, version: dataset.version, split: dataset.split, standIn: dataset.standIn },
    predictionsSha256: submission.predictionsSha256,
    bytes: submission.bytes,
    createdAt: submission.createdAt.toISOString(),
    finishedAt: submission.finishedAt?.toISOString() ?? null,
    issues: submission.issues,
    report,
  };
}

/** A submission just accepted, with the hints of the checker. */
export function describeAccepted(
  file: SubmissionFile,
  origin: string,
  hints: readonly IssueHint[],
): z.infer<typeof acceptedAnswer> {
  const hintAnswers = hints.map((hint) => ({ hint, message: hintSentences[hint] }));
  return { ...describeSubmission(file, origin), hints: hintAnswers };
}

export function describeComparison(
  [a, b]: readonly [ComparedEntry, ComparedEntry],
  result: ComparisonResult,
  origin: string,
): CompareAnswer {
  const { name, version, split, standIn } = a.dataset;
  const { graderVersion, metricsSpec, seed } = a.report;
  const entry = ({ id, team, method }: ComparedEntry) => ({ id, team: team.name, kind: team.kind, method });
  return {
    ...{ a: entry(a), b: entry(b), url: new URL(compareHref([a.id, b.id]), origin).href },
    ...{ dataset: { name, version, split, standIn }, graderVersion, metricsSpec, seed },
    ...result,
  };
}

/** An error in the form of the API. After 413 the rest of the body is not read, so the connection cannot be used again. */
export function refuse(status: number, error: string, headers: Record<string, string> = {}): Response {
  const closing: Record<string, string> = status === 413 ? { Connection: 'close' } : {};
  return Response.json({ error } satisfies z.infer<typeof apiError>, { status, headers: { ...headers, ...closing } });
}
