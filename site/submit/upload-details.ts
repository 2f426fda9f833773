import { z } from 'zod';
import { webLink } from '#site/layout/web-link.ts';
import { methodName } from '#submissions/names.ts';
import { submittableSplits } from '#submissions/terms.ts';

const linkProblem =
  'The link must be a web address (https://…) of at most 500 characters, without spaces, user name or password.';

/** The details that a team gives with a file: the query of an upload, or the fields of the form. */
export const uploadDetails = z.object({
  split: z
    .enum(submittableSplits, `The split is ${submittableSplits.join(' or ')}.`)
    .default('test')
    .meta({ description: 'the split whose images the file predicts; `test`, which ranks, when it is not given' }),
  method: methodName.meta({
    description:
      'the name on the boards; another spelling of a name that your team uses already, in case or width, is that method',
  }),
  link: z
    .union(
      [
        z.literal('', linkProblem),
        z
          .url({ protocol: /^https?$/, error: linkProblem })
          .max(500, linkProblem)
          .refine((link) => webLink(link) !== null, linkProblem),
      ],
      linkProblem,
    )
    .optional()
    .transform((link) => link || null),
});

/** Whether a key can name an upload: 8 to 200 printable ASCII characters, best random ones. */
export function isIdempotencyKey(key: string): boolean {
  return /^[\x21-\x7e]{8,200}$/.test(key);
}

/** The first thing wrong about the details, as a sentence for the team. */
export function firstProblem(error: z.ZodError): string {
  const [problem] = error.issues;
  return problem ? problem.message : 'The details of the file are wrong: see /docs/api.';
}
