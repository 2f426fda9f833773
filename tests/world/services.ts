import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { freePort } from '#db/embedded.ts';
import { dataPaths, type Env } from '#db/env.ts';
import { openLogins } from '#db/roles.ts';
import type { Dataset } from '#db/schema.ts';
import { type DatasetImage, writeCard, writeSplit } from '#grader/dataset/directory.ts';
import { openServices, type Services } from '#grader/services/services.ts';
import { registerDirectory } from '#grader/start/seed.ts';
import type { Truth } from '#submissions/format.ts';
import { sha256Of } from '#submissions/sha256.ts';
import { freshDatabase } from './database.ts';

export interface World extends AsyncDisposable {
  env: Env;
  services: Services;
  dev: Dataset;
  test: Dataset;
}

/** The two images of the bad samples. */
export const twoImages: readonly Truth[] = [
  {
    image_id: 'a',
    label: 'fake',
    family: 'gan',
    generator: 'vqgan',
    source: 'imagenet',
    width: 100,
    height: 80,
    regions: [{ box: [10, 20, 60, 70], text: 'mirror not connected to the car' }],
    tags: ['attributes'],
  },
  { image_id: 'b', label: 'real', source: 'coco', width: 200, height: 200 },
];

export const goodLines = [
  '{"image_id": "a", "label": "fake", "regions": [{"box": [10, 20, 60, 70], "text": "mirror floats"}], "tags": ["attributes"]}',
  '{"image_id": "b", "label": "real"}',
].join('\n');

/** A data folder with a data set, an empty database with it registered, and open services; gone when disposed. */
export async function openWorld(
  truths: readonly Truth[] = twoImages,
  { databaseUrl }: { databaseUrl?: string } = {},
): Promise<World> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'fx-world-'));
  const paths = dataPaths(dataDir);
  await mkdir(paths.dataset, { recursive: true });
  await mkdir(path.join(paths.dataset, 'images'));
  const images = await Promise.all(
    truths.map(async (truth, index): Promise<DatasetImage> => {
      const { image_id, width, height } = truth;
      const file = `images/${image_id}.webp`;
      const background = { r: (40 * index) % 256, g: 90, b: 120 };
      const bytes = await sharp({ create: { width, height, channels: 3, background } })
        .webp()
        .toBuffer();
      await writeFile(path.join(paths.dataset, file), bytes);
      return { truth, manifest: { image_id, width, height, file, sha256: sha256Of(bytes) } };
    }),
  );
  const directory = { directory: paths.dataset, truthDir: paths.truth };
  const parts = { dev: await writeSplit(directory, 'dev', images), test: await writeSplit(directory, 'test', images) };
  await writeCard(paths.dataset, {
    name: 'sample',
    version: '1',
    standIn: true,
    description: 'for tests',
    seed: 0,
    splits: parts,
    generators: [],
  });
  const env: Env = {
    databaseUrl: databaseUrl ?? (await freshDatabase()),
    siteDatabaseUrl: null,
    graderDatabaseUrl: null,
    redisUrl: null,
    dataDir,
    truthDir: paths.truth,
    modelUrl: null,
    modelPath: null,
    hubDir: path.join(dataDir, 'hub'),
    python: 'python3',
    siteUrl: null,
    builtFrom: null,
    token: null,
    soakSeconds: 0,
    soakSeed: 0,
    origin: null,
    proxyHops: 0,
    host: '127.0.0.1',
    port: await freePort(),
    logLevel: 'error',
  };
  const services = await openServices(env, { name: 'test', migrate: true });
  const logins = await openLogins(services.sql, env.databaseUrl!, () => 'of_the_tests');
  Object.assign(env, { siteDatabaseUrl: logins.site, graderDatabaseUrl: logins.grader });
  const [dev, test] = await registerDirectory(services.db, paths.dataset);
  if (!dev || !test) throw new Error('The sample data set could not be registered.');
  return {
    env,
    services,
    dev,
    test,
    async [Symbol.asyncDispose]() {
      await services[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
