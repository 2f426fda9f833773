import path from 'node:path';
import type { Env } from '#db/env.ts';
import type { Program } from './children.ts';
import { siteProgram } from './programs.ts';

/**
 * The site by Astro's development server, which shows a change of `site/` at once. It gets the settings of the built
 * site and is not told where the sealed answers are; Node's permission model does not hold it.
 */
export function siteDevProgram(root: string, env: Env): Program {
  const { name, env: settings } = siteProgram(root, env);
  return {
    name,
    arguments: [
      path.join(root, 'node_modules/astro/bin/astro.mjs'),
      'dev',
      ...['--host', env.host, '--port', String(env.port)],
    ],
    // without ASTRO_DEV_BACKGROUND the server may detach itself, and ends no more with this command
    env: { ...settings, NODE_ENV: 'development', ASTRO_DEV_BACKGROUND: '0' },
  };
}
