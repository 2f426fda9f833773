import { createReadStream } from 'node:fs';
import { open, stat, truncate } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { z } from 'zod';
import { sha256Of } from '#submissions/sha256.ts';
import { ifThere } from './missing-file.ts';

/** What decides an answer besides the image; part of its key. */
export interface Asking {
  model: string;
  promptSha256: string;
  temperature: number;
  maxTokens: number;
  seed: number;
}

/** One stored answer, raw: every figure can be computed again from it without a model. */
export const answerRecord = z.strictObject({
  /** hash of everything that decides the answer: a resumed run asks for no stored answer again */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  image_id: z.string(),
  answer: z.string(),
  /** "length": cut off */
  finish_reason: z.string(),
  /** ln P(generated) − ln P(real) at the verdict; null without log-probabilities */
  log_odds: z.number().nullable(),
  censored: z.boolean(),
  prompt_tokens: z.number().int(),
  completion_tokens: z.number().int(),
});
export type AnswerRecord = z.infer<typeof answerRecord>;

export function keyOf(asking: Asking, imageSha256: string): string {
  const { model, promptSha256, temperature, maxTokens, seed } = asking;
  return sha256Of(JSON.stringify([model, promptSha256, temperature, maxTokens, seed, imageSha256]));
}

/** Answers on disk, appended to and never changed. */
export interface AnswerFile extends AsyncDisposable {
  known: ReadonlyMap<string, AnswerRecord>;
  append(record: AnswerRecord): Promise<void>;
}

/** Opens or creates the file. A last line that a crash cut off is removed. @throws naming the line that is no answer */
export async function openAnswerFile(path: string): Promise<AnswerFile> {
  const known = new Map<string, AnswerRecord>();
  const size = (await ifThere(stat(path)))?.size ?? 0;
  if (size > 0) {
    const whole = await dropTornLine(path, size);
    for (const record of await readAnswers(path, whole)) known.set(record.key, record);
  }
  const file = await open(path, 'a');
  return {
    known,
    async append(record) {
      await file.appendFile(`${JSON.stringify(record)}\n`);
      known.set(record.key, record);
    },
    async [Symbol.asyncDispose]() {
      await file.sync();
      await file.close();
    },
  };
}

/** Removes what follows the last line end. @returns the bytes that are left */
async function dropTornLine(path: string, size: number): Promise<number> {
  const file = await open(path, 'r');
  const buffer = Buffer.alloc(Math.min(size, 2 ** 20));
  await file.read(buffer, 0, buffer.length, size - buffer.length);
  await file.close();
  const whole = size - buffer.length + buffer.lastIndexOf(10) + 1;
  if (whole < size) await truncate(path, whole);
  return whole;
}

/** The records of a file of answers. @param bytes of the file that are read @throws naming the line that is no answer */
export async function readAnswers(path: string, bytes?: number): Promise<AnswerRecord[]> {
  if (bytes === 0) return [];
  const records: AnswerRecord[] = [];
  for await (const line of createInterface(createReadStream(path, bytes === undefined ? {} : { end: bytes - 1 }))) {
    try {
      records.push(answerRecord.parse(JSON.parse(line)));
    } catch (cause) {
      throw new Error(`${path}, line ${records.length + 1}: not an answer. Move the file away to begin anew.`, {
        cause,
      });
    }
  }
  return records;
}
