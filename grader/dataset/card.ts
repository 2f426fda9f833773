import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { family, sha256 } from '#submissions/format.ts';
import { splits } from '#submissions/terms.ts';

const count = z.number().int().nonnegative();

/** What is public of a split; the shape that the database registers. */
const splitCard = z.strictObject({
  images: count,
  reals: count,
  fakes: count,
  manifestSha256: sha256,
  /** of the sealed answers too: it names their file in the truth folder */
  truthSha256: sha256,
  generators: z.array(z.strictObject({ generator: z.string().min(1), family, fakes: count })),
});
export type SplitCard = z.infer<typeof splitCard>;

/** `card.json` of a data set directory. */
const card = z.strictObject({
  name: z.string().min(1),
  version: z.string().min(1),
  /** procedurally drawn in place of the real data: marked on every page that shows its numbers */
  standIn: z.boolean(),
  description: z.string(),
  /** of the drawing or of the folds */
  seed: z.number().int(),
  splits: z.partialRecord(z.enum(splits), splitCard),
  generators: z.array(z.strictObject({ name: z.string().min(1), family })),
});
export type Card = z.infer<typeof card>;

/** The card of a data set directory. @throws when it is missing or not a card */
export async function readCard(directory: string): Promise<Card> {
  const file = path.join(directory, 'card.json');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`There is no data set in ${directory}: card.json cannot be read.`, { cause });
  });
  const parsed = card.safeParse(parseJson(text, file));
  if (!parsed.success) throw new Error(`${file} is not a data set card:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is not JSON.`, { cause });
  }
}
