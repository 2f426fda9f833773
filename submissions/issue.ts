import { z } from 'zod';
import { listedIssues } from './limits.ts';

/** The permanent codes of what can be wrong with a file, in the order of docs; a code is never renamed or reused. */
export const issueCodes = [
  'empty_file',
  'bad_compression',
  'file_too_large',
  'line_too_long',
  'not_utf8',
  'invalid_json',
  'not_an_object',
  'duplicate_key',
  'unknown_field',
  'missing_field',
  'wrong_type',
  'bad_label',
  'bad_score',
  'bad_box',
  'box_inverted',
  'box_outside_image',
  'too_many_regions',
  'bad_text',
  'unknown_tag',
  'duplicate_tag',
  'explained_real',
  'mixed_region_scores',
  'duplicate_image',
  'unknown_image',
  'missing_image',
] as const;
export type IssueCode = (typeof issueCodes)[number];

/** Another convention that most boxes of a file look like. */
export const issueHints = [
  'looks_normalized',
  'looks_norm1000',
  'looks_xywh',
  'looks_yxyx',
  'looks_cxcywh',
  'looks_normalized_xywh',
  'looks_normalized_cxcywh',
] as const;
export type IssueHint = (typeof issueHints)[number];

export const issue = z
  .strictObject({
    code: z.enum(issueCodes),
    /** 1-based; null where the issue is the whole file's */
    line: z.number().int().positive().nullable(),
    imageId: z.string().nullable(),
    /** where in the line, as `regions[0].box`; null where the issue is the whole line's */
    path: z.string().nullable(),
    /** what was found, what was expected, what to do */
    message: z.string(),
    hint: z.enum(issueHints).optional(),
  })
  .meta({ id: 'Issue' });
export type Issue = z.infer<typeof issue>;

export const issueList = z
  .strictObject({
    issues: z.array(issue).max(listedIssues),
    counts: z.partialRecord(z.enum(issueCodes), z.number().int().positive()),
    /** the file has so many issues that it was not read to its end: there may be more of each */
    atLeast: z.literal(true).optional(),
  })
  .meta({ id: 'IssueList' });
export type IssueList = z.infer<typeof issueList>;
