import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponseObject } from 'zod-openapi';
import { uploadDetails } from '#site/submit/upload-details.ts';
import { manifestLine, prediction } from '#submissions/format.ts';
import { issueList } from '#submissions/issue.ts';
import { submittableSplits } from '#submissions/terms.ts';
import {
  acceptedAnswer,
  apiError,
  boardAnswer,
  compareAnswer,
  healthAnswer,
  readyAnswer,
  submissionAnswer,
  waitingAnswer,
} from './answers.ts';

const json = (description: string, schema: z.ZodType): ZodOpenApiResponseObject => ({
  description,
  content: { 'application/json': { schema } },
});
const refusal = (description: string) => json(description, apiError);
const text = (description: string, type: string, schema: z.ZodType = z.string()): ZodOpenApiResponseObject => ({
  description,
  content: { [type]: { schema } },
});
const id = z.object({ id: z.string().meta({ description: 'of the submission' }) });

const submit: ZodOpenApiOperationObject = {
  operationId: 'submit',
  summary: 'Submit a prediction file',
  description:
    'The body is the file: JSON Lines as `PredictionLine`, plain or compressed with gzip or Zstandard as a whole, recognised by its bytes. It is checked while it arrives; a file with an issue is not kept. Without `split` it goes to the test split. With an `Idempotency-Key` of your own an upload can be repeated after a broken connection: the second answer is the first one, and nothing is submitted twice.',
  security: [{ token: [] }],
  requestParams: {
    query: uploadDetails,
    header: z.object({
      'Idempotency-Key': z.string().optional().meta({
        description: '8 to 200 printable ASCII characters, new for each upload',
        example: '4f9d7c1e-upload-1',
      }),
    }),
  },
  requestBody: { required: true, content: { 'application/x-ndjson': { schema: prediction } } },
  responses: {
    '201': json('Accepted and queued, with hints where the boxes look like another convention', acceptedAnswer),
    '400': refusal('A detail in the query is wrong, or has characters that cannot be seen'),
    '401': refusal('No token, or one that no team has'),
    '403': refusal('The request is a form of another site'),
    '409': refusal('The Idempotency-Key was used for another upload'),
    '413': refusal('The file is too large'),
    '415': refusal('The content type is that of a form: send application/x-ndjson'),
    '422': json('The file has issues; nothing was kept', issueList),
    '503': refusal('The split has no data set yet'),
  },
};

const boardParameters = {
  path: z.object({
    file: z.string().meta({
      description: '`overall`, `family:NAME` or `generator:NAME`, with `.json` or `.csv`',
      example: 'family:gan.json',
    }),
  }),
  query: z.object({ split: z.enum(submittableSplits).default('test') }),
};

/** The OpenAPI 3.1 document of this API, made from the schemas that the code itself uses. */
export function apiDocument(origin: string) {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'FakeXplained leaderboard',
      version: '1',
      description: 'Submit predictions, follow their grading, read the boards.',
    },
    servers: [{ url: `${origin}/api/v1` }],
    paths: {
      '/submissions': { post: submit },
      '/submissions/{id}': {
        get: {
          operationId: 'readSubmission',
          summary: 'Status, place in the queue, issues and report of a submission',
          requestParams: { path: id },
          responses: { '200': json('The submission', submissionAnswer), '404': refusal('There is no such submission') },
        },
      },
      '/submissions/{id}/events': {
        get: {
          operationId: 'followSubmission',
          summary: 'Server-sent events: the status whenever it changes, until it is final',
          requestParams: { path: id },
          responses: {
            '200': text('A stream of events', 'text/event-stream'),
            '404': refusal('There is no such submission'),
          },
        },
      },
      '/boards/{file}': {
        get: {
          operationId: 'readBoard',
          summary: 'A board in ranked order',
          requestParams: boardParameters,
          responses: {
            '200': {
              description: 'The board',
              content: {
                'application/json': { schema: boardAnswer },
                'text/csv': { schema: z.string() },
              },
            },
            '404': refusal('There is no such board'),
          },
        },
      },
      '/compare': {
        get: {
          operationId: 'compare',
          summary: 'Two entries of one split: differences with 95% intervals and p-values, overall and by family',
          requestParams: {
            query: z.object({
              a: z.string().meta({ description: 'a submission' }),
              b: z.string().meta({ description: 'another one of the same split' }),
            }),
          },
          responses: {
            '200': json('The comparison', compareAnswer),
            '202': json('It is being computed; ask again', waitingAnswer),
            '400': refusal('One is missing, both are the same, or there is anything but one a and one b'),
            '404': refusal('There is no such submission'),
            '409': refusal('They are not of one split, not graded yet, or graded by another version'),
            '500': refusal('The comparison failed on our side; asked ten minutes later it is tried anew'),
            '503': refusal('Too many comparisons wait'),
          },
        },
      },
      '/manifests/{file}': {
        get: {
          operationId: 'readManifest',
          summary:
            'The manifest of a split: dev.jsonl, test.jsonl, and train.jsonl where the data set has such a split',
          requestParams: { path: z.object({ file: z.string().meta({ example: 'dev.jsonl' }) }) },
          responses: {
            '200': text('One image a line (after a redirect)', 'application/x-ndjson', manifestLine),
            '404': refusal('There is no such manifest'),
          },
        },
      },
      '/health': {
        get: {
          operationId: 'health',
          summary: 'Whether the site answers, and how much waits to be graded',
          responses: { '200': json('The state', healthAnswer) },
        },
      },
      '/health/live': {
        get: {
          operationId: 'live',
          summary: 'Whether this process answers',
          responses: { '200': json('It does', z.object({ ok: z.boolean() })) },
        },
      },
      '/health/ready': {
        get: {
          operationId: 'ready',
          summary: 'Whether what is submitted now is graded soon: for load balancers and alarms',
          responses: { '200': json('It is', readyAnswer), '503': json('It is not, and why', readyAnswer) },
        },
      },
    },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The token of a team, `fx_…`' },
      },
    },
  });
}
