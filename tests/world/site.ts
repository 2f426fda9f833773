import { fileURLToPath } from 'node:url';
import type { Env } from '#db/env.ts';
import type { Team } from '#db/schema.ts';
import { createTeam } from '#db/teams.ts';
import { startChild } from '#grader/start/children.ts';
import { siteProgram, workerProgram } from '#grader/start/programs.ts';
import type { Truth } from '#submissions/format.ts';
import { openWorld, type World } from './services.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface SiteWorld extends World {
  address: string;
  /** of the site's process */
  pid: number;
  team: Team;
  token: string;
  /** of the site's process */
  sitePid: number | undefined;
  /** Starts a grader of its own process. */
  startGrader(): ReturnType<typeof startChild>;
}

/** A world with the built site running on it, as `npm start` runs it, with some settings of its own, and a team. */
export async function openSite(truths?: readonly Truth[], settings: Partial<Env> = {}): Promise<SiteWorld> {
  const world = await openWorld(truths);
  Object.assign(world.env, settings);
  const site = startChild(siteProgram(root, world.env));
  const address = `http://127.0.0.1:${world.env.port}`;
  const isUp = async () => (await fetch(`${address}/api/v1/health`).catch(() => null))?.ok; // null: not listening yet
  for (let attempt = 0; !(await isUp()); attempt++) {
    if (attempt > 200) throw new Error('The site did not come up.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { team, token } = await createTeam(world.services.db, 'Test team');
  return {
    ...world,
    address,
    pid: site.pid!,
    team,
    token,
    sitePid: site.pid,
    startGrader: () => startChild(workerProgram(root, world.env)),
    async [Symbol.asyncDispose]() {
      await site[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}
