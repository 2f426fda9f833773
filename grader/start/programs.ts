import path from 'node:path';
import { childEnvironment, dataPaths, type Env } from '#db/env.ts';
import type { Program } from './children.ts';

/** What every process of the system is given; of the databases' logins only its own. */
function shared(env: Env, databaseUrl: string | null): Record<string, string | undefined> {
  return {
    FX_TRUTH_DIR: undefined,
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl ?? env.databaseUrl ?? undefined,
    FX_SITE_DATABASE_URL: undefined,
    FX_GRADER_DATABASE_URL: undefined,
    REDIS_URL: env.redisUrl ?? undefined,
    FX_DATA_DIR: env.dataDir,
    LOG_LEVEL: env.logLevel,
  };
}

/** The grader: the only process that is given the sealed answers. */
export function workerProgram(root: string, env: Env): Program {
  const truth = { FX_TRUTH_DIR: env.truthDir ?? dataPaths(env.dataDir).truth };
  return {
    name: 'The grader',
    arguments: [path.join(root, 'grader/worker.ts')],
    env: childEnvironment({ ...shared(env, env.graderDatabaseUrl), ...truth }),
  };
}

/**
 * The site: not told where the sealed answers are, and by Node's permission model unable to read anything but its own
 * code and the public part of the data folder.
 */
export function siteProgram(root: string, env: Env): Program {
  const { store, dataset } = dataPaths(env.dataDir);
  const code = [
    'dist',
    'node_modules',
    'package.json',
    'site/http',
    'db',
    'submissions',
    'grader/start/end-with-parent.mjs',
  ].map((name) => path.join(root, name));
  const readable = [...code, store, dataset].map((each) => `--allow-fs-read=${each}`);
  return {
    name: 'The site',
    arguments: ['--permission', ...readable, `--allow-fs-write=${store}`, path.join(root, 'site/http/main.ts')],
    env: childEnvironment({
      ...shared(env, env.siteDatabaseUrl),
      ...{ HOST: env.host, PORT: String(env.port), FX_ORIGIN: env.origin ?? undefined },
      ...{ FX_PROXY_HOPS: String(env.proxyHops), ASTRO_NODE_AUTOSTART: 'disabled' },
    }),
  };
}
