import { and, desc, eq } from 'drizzle-orm';
import { type Split, splits } from '#submissions/terms.ts';
import type { Database } from './client.ts';
import { type Dataset, datasets } from './schema.ts';

/**
 * Makes a split known. The same name, version and split with the same hashes changes nothing.
 * @throws when it is known with other hashes: a changed data set needs a new version.
 */
export async function registerDataset(db: Database, row: typeof datasets.$inferInsert): Promise<Dataset> {
  await db.insert(datasets).values(row).onConflictDoNothing();
  const [known] = await db
    .select()
    .from(datasets)
    .where(and(eq(datasets.name, row.name), eq(datasets.version, row.version), eq(datasets.split, row.split)));
  if (!known) throw new Error(`The data set ${row.name} ${row.version} could not be registered.`);
  if (known.manifestSha256 !== row.manifestSha256 || known.truthSha256 !== row.truthSha256) {
    throw new Error(
      `${row.name} ${row.version} (${row.split}) is registered with other files. Give the changed data set a new version, or restore the old files.`,
    );
  }
  return known;
}

/** The newest data set that has this split, or null before there is any. */
export async function currentDataset(db: Database, split: Split): Promise<Dataset | null> {
  const [row] = await db
    .select()
    .from(datasets)
    .where(eq(datasets.split, split))
    .orderBy(desc(datasets.createdAt))
    .limit(1);
  return row ?? null;
}

/** The newest data set of each split that has one, in the order train, dev, test. */
export async function currentDatasets(db: Database): Promise<Dataset[]> {
  const found = await Promise.all(splits.map((split) => currentDataset(db, split)));
  return found.filter((each) => each !== null);
}
