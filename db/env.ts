import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

const setting = z.object({
  DATABASE_URL: z.string().optional(),
  /** the same database for a login of the role fx_site, and of fx_grader (db/roles.ts) */
  FX_SITE_DATABASE_URL: z.string().optional(),
  FX_GRADER_DATABASE_URL: z.string().optional(),
  /** BullMQ on Redis when set, else on the database */
  REDIS_URL: z.string().optional(),
  /** everything this machine keeps: the database, uploads, the data set */
  FX_DATA_DIR: z.string().default('data'),
  /** the sealed answers; only the worker and the CLI are given it */
  FX_TRUTH_DIR: z.string().optional(),
  /** the model server of baseline runs, ending in /v1; one is started when this is not set */
  FX_MODEL_URL: z.url().optional(),
  /** the model a started server serves: a folder or `organisation/name@revision`; the mini model when not set */
  FX_MODEL_PATH: z.string().optional(),
  /** the model hub's cache, where `organisation/name@revision` is looked for */
  HF_HUB_CACHE: z.string().optional(),
  HF_HOME: z.string().optional(),
  /** the Python that has grader/baseline/train's requirements */
  FX_PYTHON: z.string().default('python3'),
  /** the site, as the runner reaches it */
  FX_URL: z.url().optional(),
  /** token of the baseline's team */
  FX_TOKEN: z.string().optional(),
  /** the commit that an image was built from */
  FX_COMMIT: z.string().optional(),
  /** the site's public address, `https://…`: requests that name another host are refused */
  FX_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url).origin)
    .optional(),
  /** how many proxies of ours stand before the site: whose X-Forwarded-For is believed */
  FX_PROXY_HOPS: z.coerce.number().int().min(0).max(5).default(0),
  /** of the soak test (tests/faults/soak.test.ts): how long, and the seed of its plan */
  FX_SOAK_SECONDS: z.coerce.number().positive().default(20),
  FX_SOAK_SEED: z.coerce.number().int().default(1),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(4321),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

export interface Env {
  databaseUrl: string | null;
  siteDatabaseUrl: string | null;
  graderDatabaseUrl: string | null;
  redisUrl: string | null;
  dataDir: string;
  truthDir: string | null;
  modelUrl: string | null;
  modelPath: string | null;
  hubDir: string;
  python: string;
  siteUrl: string | null;
  token: string | null;
  builtFrom: string | null;
  origin: string | null;
  proxyHops: number;
  soakSeconds: number;
  soakSeed: number;
  host: string;
  port: number;
  logLevel: string;
}

/** The settings of this process. The only reader of `process.env`. @throws with every setting that is wrong. */
export function readEnv(environment: Readonly<Record<string, string | undefined>> = process.env): Env {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = setting.safeParse(given);
  if (!parsed.success) throw new Error(`Wrong settings in the environment:\n${z.prettifyError(parsed.error)}`);
  const env = parsed.data;
  return {
    databaseUrl: env.DATABASE_URL ?? null,
    siteDatabaseUrl: env.FX_SITE_DATABASE_URL ?? null,
    graderDatabaseUrl: env.FX_GRADER_DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    dataDir: path.resolve(env.FX_DATA_DIR),
    truthDir: env.FX_TRUTH_DIR ? path.resolve(env.FX_TRUTH_DIR) : null,
    modelUrl: env.FX_MODEL_URL ?? null,
    modelPath: env.FX_MODEL_PATH ? modelPath(env.FX_MODEL_PATH) : null,
    hubDir: env.HF_HUB_CACHE ?? path.join(env.HF_HOME ?? path.join(homedir(), '.cache/huggingface'), 'hub'),
    python: env.FX_PYTHON,
    siteUrl: env.FX_URL ?? null,
    token: env.FX_TOKEN ?? null,
    builtFrom: env.FX_COMMIT ?? null,
    origin: env.FX_ORIGIN ?? null,
    proxyHops: env.FX_PROXY_HOPS,
    soakSeconds: env.FX_SOAK_SECONDS,
    soakSeed: env.FX_SOAK_SEED,
    host: env.HOST,
    port: env.PORT,
    logLevel: env.LOG_LEVEL,
  };
}

/** A folder becomes absolute; `organisation/name@revision` stays. */
function modelPath(given: string): string {
  return /^[\w.-]+\/[\w.-]+@/.test(given) && !given.startsWith('.') ? given : path.resolve(given);
}

/** What a child process is given: this process's environment with some of it replaced; `undefined` takes one away. */
export function childEnvironment(changes: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return { ...process.env, ...changes };
}

/** Where things are in the data folder: one home for the layout. */
export function dataPaths(dataDir: string) {
  return {
    postgres: path.join(dataDir, 'postgres'),
    store: path.join(dataDir, 'store'),
    dataset: path.join(dataDir, 'dataset'),
    truth: path.join(dataDir, 'truth'),
    /** what a running `npm start` tells other commands of this machine */
    running: path.join(dataDir, 'running.json'),
    demoToken: path.join(dataDir, 'demo-token.txt'),
    /** answers, images and results of baseline runs, one folder a run */
    baseline: path.join(dataDir, 'baseline'),
    sampleFile: path.join(dataDir, 'sample.predictions.jsonl'),
  };
}
