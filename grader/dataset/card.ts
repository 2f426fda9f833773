import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { families, splits } from '#submissions/terms.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** `card.json` of a data set's folder: what it is and the hashes its splits are known by. */
export const card = z.strictObject({
  name: z.string().min(1),
  version: z.string().min(1),
  /** a procedural stand-in: never to be taken for the real data */
  standIn: z.boolean(),
  description: z.string(),
  splits: z.array(
    z.strictObject({
      split: z.enum(splits),
      images: z.number().int().positive(),
      reals: z.number().int().nonnegative(),
      manifestSha256: sha256,
      truthSha256: sha256,
      generators: z.array(
        z.strictObject({ generator: z.string(), family: z.enum(families), fakes: z.number().int().positive() }),
      ),
    }),
  ),
});
export type Card = z.infer<typeof card>;

/** @throws with what is wrong with the card, or that there is none */
export async function readCard(directory: string): Promise<Card> {
  const file = path.join(directory, 'card.json');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`${directory} is no data set folder: it has no card.json.`, { cause });
  });
  const parsed = card.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`${file}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
