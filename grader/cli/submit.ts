import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import { type Command, Option } from 'commander';
import pRetry from 'p-retry';
import { z } from 'zod';
import { issueList } from '#submissions/issue.ts';
import { isFinal, statuses, statusTitles } from '#submissions/lifecycle.ts';
import { submittableSplits } from '#submissions/terms.ts';
import { printHint, printIssues } from './print.ts';
import { addressOn, errorOf, request } from './site-answers.ts';

/** What the CLI reads of the API's answers; more fields may come. */
const submission = z.object({
  id: z.string(),
  url: z.string(),
  status: z.enum(statuses),
  progress: z.number(),
  place: z.number().nullable(),
  issues: issueList.nullable(),
  hints: z.array(z.object({ message: z.string() })).optional(),
  report: z
    .object({ slices: z.object({ overall: z.object({ metrics: z.record(z.string(), z.number().nullable()) }) }) })
    .nullable(),
});
type Answer = z.infer<typeof submission>;

/** Which site, and as which team. */
interface SiteOptions {
  url: string;
  token?: string;
}

/** Adds `fx submit` and `fx status`: requests to a running site. */
export function addSubmitCommands(program: Command): void {
  const url = () => new Option('--url <url>', 'address of the site').env('FX_URL').default('http://127.0.0.1:4321');
  program
    .command('submit')
    .description('upload a prediction file')
    .argument('<predictions>', 'JSON Lines, plain, gzip or zstd')
    .requiredOption('--method <name>', 'the name of the method on the boards')
    .addOption(
      new Option('--split <split>', 'dev, to try things, or test, which ranks')
        .choices(submittableSplits)
        .default('test'),
    )
    .option('--link <url>', 'paper or code')
    .addOption(url())
    .addOption(new Option('--token <token>', 'token of the team').env('FX_TOKEN'))
    .option('--wait', 'stay until it is graded')
    .action(
      async (file: string, options: SiteOptions & { method: string; split: string; link?: string; wait?: boolean }) => {
        const answer = await upload(file, options);
        if (!answer) return;
        console.log(`Accepted as ${answer.id}: ${answer.url}`);
        for (const { message } of answer.hints ?? []) printHint(message);
        if (options.wait) await waitFor(answer, options);
      },
    );
  program
    .command('status')
    .description('show where a submission is')
    .argument('<id>')
    .addOption(url())
    .option('--wait', 'stay until it is graded')
    .action(async (id: string, options: SiteOptions & { wait?: boolean }) => {
      const answer = await read(id, options);
      if (options.wait && !isFinal(answer.status)) return waitFor(answer, options);
      conclude(answer);
    });
}

/** A connection that breaks off is tried again so often: the key makes it the same upload. */
const retries = 3;

async function upload(
  file: string,
  options: SiteOptions & { method: string; split: string; link?: string },
): Promise<Answer | null> {
  if (!options.token) throw new Error('No token: give --token or set FX_TOKEN to the token of your team.');
  const found = await stat(file);
  if (!found.isFile()) throw new Error(`${file} is no file. Name the prediction file itself.`);
  const { size } = found;
  const query = new URLSearchParams({ split: options.split, method: options.method, link: options.link ?? '' });
  const address = addressOn(options.url, `/api/v1/submissions?${query}`);
  console.log(`Submitting ${file} to the ${options.split} split of ${address.origin}.`);
  const bar = new SingleBar({ format: 'Uploading {bar} {percentage}% of {total} bytes', clearOnComplete: true });
  bar.start(size, 0);
  const idempotencyKey = randomUUID();
  let unreadable: unknown = null;
  async function* counted() {
    bar.update(0);
    try {
      for await (const chunk of createReadStream(file)) {
        bar.increment(chunk.byteLength);
        yield chunk;
      }
    } catch (error) {
      unreadable = error;
      throw error;
    }
  }
  const send = () =>
    request(address, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${options.token}`,
        'Content-Type': 'application/x-ndjson',
        'Content-Length': String(size),
        'Idempotency-Key': idempotencyKey,
      },
      body: Readable.toWeb(Readable.from(counted())) as unknown as ReadableStream,
      duplex: 'half',
    });
  const response = await pRetry(send, { retries, minTimeout: 500, shouldRetry: () => unreadable === null })
    .catch((error: unknown) => {
      if (unreadable === null) throw error;
      throw new Error(`${file} could not be read to its end. Nothing was submitted.`, { cause: unreadable });
    })
    .finally(() => bar.stop());
  if (response.status === 201) return submission.parse(await response.json());
  if (response.status !== 422) throw new Error(await errorOf(response));
  printIssues(issueList.parse(await response.json()));
  process.exitCode = 1;
  return null;
}

/** Follows a submission: its place while it waits, a bar while it is graded. */
async function waitFor(first: Answer, site: SiteOptions): Promise<void> {
  const bar = new SingleBar({ format: '{state} {bar} {percentage}%', clearOnComplete: true, hideCursor: true });
  bar.start(100, 0, { state: statusTitles[first.status] });
  let answer = first;
  while (!isFinal(answer.status)) {
    const place = answer.place ? ` (place ${answer.place})` : '';
    bar.update(Math.round(answer.progress * 100), { state: `${statusTitles[answer.status]}${place}` });
    await new Promise((resolve) => setTimeout(resolve, 300));
    answer = await read(answer.id, site);
  }
  bar.stop();
  conclude(answer);
}

function conclude(answer: Answer): void {
  const score = answer.report?.slices.overall.metrics['fxScore'];
  console.log(
    statusTitles[answer.status] + (score === undefined || score === null ? '' : `: FX score ${score.toFixed(3)}`),
  );
  if (answer.place) console.log(`Place in the queue: ${answer.place}`);
  if (answer.issues) printIssues(answer.issues);
  console.log(answer.url);
  if (answer.status === 'rejected') process.exitCode = 1;
  if (answer.status === 'failed') process.exitCode = 2;
}

async function read(id: string, site: SiteOptions): Promise<Answer> {
  const response = await request(addressOn(site.url, `/api/v1/submissions/${encodeURIComponent(id)}`));
  if (!response.ok) throw new Error(await errorOf(response));
  return submission.parse(await response.json());
}
