import { copyFile, link, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pMap from 'p-map';
import type { Card } from '#grader/dataset/card.ts';
import {
  countGenerators,
  type DatasetImage,
  datasetPaths,
  refuseFilled,
  writeCard,
  writePart,
} from '#grader/dataset/directory.ts';
import { opaqueIds, seededRandom } from '#grader/dataset/seeded-random.ts';
import type { Truth } from '#submissions/format.ts';
import { sha256Of } from '#submissions/sha256.ts';
import { indexImages } from './image-index.ts';
import { type FindOrigin, nothingKnown, readOrigins } from './origins.ts';
import { type AnnotationRecord, readRecord } from './record.ts';
import { measureImage, truthOf } from './usable.ts';

export interface ImportOptions {
  out: string;
  /** a CSV with the origin of images or folders; null when the records have it themselves */
  generators: string | null;
  /** hard links instead of copies */
  link: boolean;
  name: string;
  version: string;
  /** of the new ids and their order */
  seed: number;
}

export interface UnusableRecord {
  line: number;
  image: string | null;
  reason: string;
}

/** An account of everything that was given: `records = imported + unusable.length`, `files = imported + unusedFiles.length`. */
export interface ImportReport {
  records: number;
  imported: number;
  unusable: UnusableRecord[];
  files: number;
  /** images that no usable record names */
  unusedFiles: string[];
}

/**
 * Imports `DIR/images/` and `DIR/annotations.jsonl` (truth lines or ms-swift records) as an unsplit data set with new
 * opaque ids in a random order, and writes `import-report.json`. A record that cannot be used is reported with its line
 * and left out. @throws when `out` is not empty, or the folder, the annotations or the table of generators cannot be read
 */
export async function importDataset(directory: string, options: ImportOptions): Promise<ImportReport> {
  const folder = path.join(directory, 'images');
  await refuseFilled(options.out);
  const [index, text, findOrigin] = await Promise.all([
    indexImages(folder),
    readFile(path.join(directory, 'annotations.jsonl'), 'utf8'),
    options.generators ? readOrigins(options.generators) : nothingKnown,
  ]);
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((content, i) => ({ line: i + 1, content }))
    .filter(({ content }) => content.trim() !== '');
  const taken = new Map<string, number>();
  const read = await pMap(
    lines,
    ({ line, content }) => readUsable(content, line, { folder, index, findOrigin, taken }),
    { concurrency: 4 },
  );
  const usable = read.flatMap((each) => ('reason' in each ? [] : [each]));
  const imported = await publish(folder, usable, options);
  const used = new Set(usable.map(({ file }) => file));
  const report: ImportReport = {
    records: lines.length,
    imported: imported.length,
    unusable: read.flatMap((each) => ('reason' in each ? [each] : [])),
    files: index.files.length,
    unusedFiles: index.files.filter((file) => !used.has(file)),
  };
  await writeFile(datasetPaths(options.out).importReport, `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

interface Usable {
  file: string;
  sha256: string;
  /** still without its new id */
  truth: Truth;
}

interface ImportContext {
  folder: string;
  index: Awaited<ReturnType<typeof indexImages>>;
  findOrigin: FindOrigin;
  /** the line that first named each file */
  taken: Map<string, number>;
}

async function readUsable(
  content: string,
  line: number,
  { folder, index, findOrigin, taken }: ImportContext,
): Promise<Usable | UnusableRecord> {
  let image: string | null = null;
  const unusable = (error: unknown): UnusableRecord => ({
    line,
    image,
    reason: error instanceof Error ? error.message : String(error),
  });
  let record: AnnotationRecord;
  let file: string;
  try {
    record = readRecord(content);
    image = record.image;
    file = index.find(record.image);
    const before = taken.get(file);
    if (before !== undefined) throw new Error(`The image stands on line ${before} already.`);
  } catch (error) {
    return unusable(error);
  }
  taken.set(file, line);
  const bytes = await readFile(path.join(folder, file)); // it is in the index: a failure is not the record's
  try {
    const size = await measureImage(bytes);
    return { file, sha256: sha256Of(bytes), truth: truthOf(record, { size, file, findOrigin }) };
  } catch (error) {
    return unusable(error);
  }
}

/** Copies or links the images under their new ids and writes manifest, truth and card. */
async function publish(
  folder: string,
  usable: readonly Usable[],
  { out, link: linked, name, version, seed }: ImportOptions,
): Promise<DatasetImage[]> {
  const random = seededRandom(seed, 'import');
  const ids = opaqueIds(usable.length, random);
  await mkdir(datasetPaths(out).images, { recursive: true });
  const images = await pMap(
    random.shuffled(usable),
    async ({ file, sha256, truth }, i): Promise<DatasetImage> => {
      const image_id = ids[i] ?? '';
      const published = `images/${image_id}${path.extname(file).toLowerCase()}`;
      await (linked ? link : copyFile)(path.join(folder, file), path.join(out, published));
      const { width, height } = truth;
      return { manifest: { image_id, width, height, file: published, sha256 }, truth: { ...truth, image_id } };
    },
    { concurrency: 8 },
  );
  await writePart(out, 'all', images);
  const generators = countGenerators(images).map(({ generator, family }) => ({ name: generator, family }));
  const card: Card = {
    name,
    version,
    standIn: false,
    description: `Imported; ${images.length} images, not split yet.`,
    seed,
    splits: {},
    generators,
  };
  await writeCard(out, card);
  return images;
}
