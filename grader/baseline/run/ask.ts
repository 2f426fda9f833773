import OpenAI from 'openai';
import { type AnswerFile, type AnswerRecord, type Asking, keyOf } from './answer-file.ts';
import { openTurns, readCompletion } from './completion.ts';
import { dataUrl } from './data-url.ts';
import type { Prompt } from './prompt.ts';

/** A server with the OpenAI chat API: vLLM, or train/serve.py. */
export interface ModelServer {
  /** ends in /v1 */
  url: string;
  apiKey?: string;
}

export interface ImageToAsk {
  imageId: string;
  sha256: string;
  /** called when the image is next */
  load: () => Promise<Uint8Array>;
}

export interface AskOptions {
  server: ModelServer;
  prompt: Prompt;
  /** what decides the answers; its `model` may be longer than the server's own name for it */
  asking: Asking;
  /** the model as the server calls it; `asking.model` when not given */
  serverModel?: string;
  /** questions under way at once */
  concurrency: number;
  answers: AnswerFile;
  signal?: AbortSignal;
  onAnswer?: (record: AnswerRecord, fresh: boolean) => void;
}

/** Alternatives of a token whose log-probabilities are asked for; vLLM gives at most 20. */
export const maxLogprobs = 20;
const timeoutMs = 300_000;
const maxRetries = 5;

/**
 * Asks the model about every image that has no stored answer yet. Broken connections, timeouts, 429 and 5xx are tried
 * again with growing pauses (the client's own); any other error ends the run with all answers so far stored.
 * @throws the first error, naming the image; the signal's reason when it was aborted
 */
export async function askAll(images: Iterable<ImageToAsk>, options: AskOptions): Promise<void> {
  const client = new OpenAI({
    ...{ baseURL: options.server.url, apiKey: options.server.apiKey ?? 'none' },
    ...{ timeout: timeoutMs, maxRetries, fetch: fetchOnceWhenFull },
  });
  const failed = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
  const turns = images[Symbol.iterator]();
  const parsing = openTurns();
  const next = () => {
    const turn = turns.next();
    return turn.done ? null : prepare(turn.value, options);
  };
  // So that the server is never idle, a worker prepares its next request early and sends it before it reads the last answer.
  const work = async () => {
    let storing = Promise.resolve();
    for (let coming = next(); coming; ) {
      const current = coming;
      coming = next();
      coming?.catch(() => {}); // awaited, and thrown, in the next round
      signal.throwIfAborted();
      const image = await current;
      const answered = await askOne(client, image, { ...options, signal });
      await storing;
      storing = storeAnswer(answered, image, { ...options, parsing });
      storing.catch((error: unknown) => failed.abort(error));
    }
    await storing;
  };
  const orFail = (error: unknown) => {
    failed.abort(error);
    throw error;
  };
  const results = await Promise.allSettled(Array.from({ length: options.concurrency }, () => work().catch(orFail)));
  options.signal?.throwIfAborted();
  if (failed.signal.aborted) throw failed.signal.reason;
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

interface PreparedImage {
  imageId: string;
  key: string;
  /** as a data URL; null: its answer is stored */
  url: string | null;
}

async function prepare({ imageId, sha256, load }: ImageToAsk, { asking, answers }: AskOptions): Promise<PreparedImage> {
  const key = keyOf(asking, sha256);
  return { imageId, key, url: answers.known.has(key) ? null : await dataUrl(await load()) };
}

/** The server's response once its headers are there; null where an answer is stored. */
async function askOne(
  client: OpenAI,
  { imageId, url }: PreparedImage,
  options: AskOptions & { signal: AbortSignal },
): Promise<Response | null> {
  if (url === null) return null;
  return client.chat.completions
    .create(question(url, options), { signal: options.signal })
    .asResponse()
    .catch((cause: unknown) => {
      throw new Error(`The model server gave no answer for image ${imageId}: ${reason(cause)}`, { cause });
    });
}

async function storeAnswer(
  answered: Response | null,
  { imageId, key }: PreparedImage,
  options: AskOptions & { parsing: () => Promise<void> },
): Promise<void> {
  if (!answered) {
    const stored = options.answers.known.get(key);
    if (stored) options.onAnswer?.(stored, false);
    return;
  }
  const completion = await readCompletion(answered, options.parsing).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The model server's answer for image ${imageId} is no chat completion: ${why}`, { cause });
  });
  const record = { key, image_id: imageId, ...completion };
  await options.answers.append(record);
  options.onAnswer?.(record, true);
}

/** The request body; the image stands before the text. */
export function question(
  imageUrl: string,
  { prompt, asking, serverModel }: Pick<AskOptions, 'prompt' | 'asking' | 'serverModel'>,
) {
  return {
    model: serverModel ?? asking.model,
    messages: [
      { role: 'system' as const, content: prompt.system },
      {
        role: 'user' as const,
        content: [
          { type: 'image_url' as const, image_url: { url: imageUrl } },
          { type: 'text' as const, text: prompt.user },
        ],
      },
    ],
    temperature: asking.temperature,
    max_tokens: asking.maxTokens,
    seed: asking.seed,
    logprobs: true,
    top_logprobs: maxLogprobs,
    // vLLM leaves special tokens out of its text by default, and the region marks are special tokens
    skip_special_tokens: false,
    spaces_between_special_tokens: false,
  };
}

/**
 * `fetch` that keeps the client from retrying a request that does not fit into GPU memory: the server has tried it in
 * smaller batches already (train/serve.py), and the same image does not fit a moment later.
 */
const fetchOnceWhenFull: typeof fetch = async (...request) => {
  const response = await fetch(...request);
  if (response.status !== 503 || !(await response.clone().text()).includes('out_of_memory')) return response;
  const headers = new Headers([...response.headers, ['x-should-retry', 'false']]);
  return new Response(response.body, { status: response.status, headers });
};

function reason(cause: unknown): string {
  if (cause instanceof OpenAI.APIConnectionError) return 'no connection. Is it running, and is its address right?';
  return cause instanceof Error ? cause.message : String(cause);
}
