import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';

const journal = z.object({
  entries: z.array(z.object({ idx: z.number().int(), when: z.number().int(), tag: z.string() })),
});

it('migrations stand in the order of their times: a database that has some is brought up to date by the later ones only', async () => {
  const { entries } = journal.parse(JSON.parse(await readFile('db/migrations/meta/_journal.json', 'utf8')));
  expect(entries.map(({ idx }) => idx)).toEqual(entries.map((_, place) => place));
  for (const [place, { when, tag }] of entries.entries()) {
    if (place > 0)
      expect(when, `${tag} is older than the migration before it`).toBeGreaterThan(entries[place - 1]!.when);
    expect(when, `${tag} is of the future`).toBeLessThan(Date.now());
  }
  const files = (await readdir('db/migrations')).filter((name) => name.endsWith('.sql')).toSorted();
  expect(files).toEqual(entries.map(({ tag }) => `${tag}.sql`));
});
