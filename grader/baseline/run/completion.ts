import { z } from 'zod';
import type { AnswerRecord } from './answer-file.ts';
import { tokenLogprob, verdictOdds } from './probability.ts';

const completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish() }),
        /** an answer that ended for any other reason is none */
        finish_reason: z.enum(['stop', 'length']),
        logprobs: z.object({ content: z.array(tokenLogprob).nullish() }).nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number().int(), completion_tokens: z.number().int() }).nullish(),
});

/**
 * What is kept of a chat completion, which is parsed when its turn comes: it may be a hundred thousand bytes of
 * log-probabilities. @throws when the response is no chat completion
 */
export async function readCompletion(
  response: Response,
  turn: () => Promise<void>,
): Promise<Omit<AnswerRecord, 'key' | 'image_id'>> {
  const text = await response.text();
  await turn();
  const { choices, usage } = completion.parse(JSON.parse(text));
  const { message, finish_reason, logprobs } = choices[0]!;
  const odds = verdictOdds(logprobs?.content ?? []);
  return {
    answer: message.content ?? '',
    finish_reason,
    log_odds: odds?.logOdds ?? null,
    censored: odds?.censored ?? false,
    prompt_tokens: usage?.prompt_tokens ?? 0,
    completion_tokens: usage?.completion_tokens ?? 0,
  };
}

/** Turns, at most one in each round of the event loop, so that parsing many answers at once delays no request. */
export function openTurns(): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
    return last;
  };
}
