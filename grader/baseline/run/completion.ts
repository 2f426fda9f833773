import { z } from 'zod';
import type { AnswerRecord } from './answer-file.ts';
import { type TokenLogprob, verdictOdds } from './probability.ts';

const completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish() }),
        /** an answer that was broken off for any other reason is asked for again */
        finish_reason: z.enum(['stop', 'length']),
        /** thousands of numbers, of which those at the verdict are looked at, where they are looked at */
        logprobs: z.object({ content: z.array(z.custom<TokenLogprob>()).nullish() }).nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number().int(), completion_tokens: z.number().int() }).nullish(),
});

/**
 * What is kept of a chat completion. It may be a hundred thousand bytes of log-probabilities, so it is parsed when its
 * turn comes. @throws when it is none
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

/** Gives turns one by one, network traffic between any two: a burst of answers keeps no question from being sent. */
export function openTurns(): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
    return last;
  };
}
