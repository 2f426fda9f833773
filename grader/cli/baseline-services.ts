import { readEnv } from '#db/env.ts';
import { createTeam, findTeam, issueToken } from '#db/teams.ts';
import { baselineTeam } from '#grader/baseline/reproduce/mini-model.ts';
import type { Site } from '#grader/baseline/run/site-client.ts';
import { openServices, type Services } from '#grader/services/services.ts';
import { withRunning } from '#grader/start/running.ts';

/** The services of a running system on this machine, or of the settings; warnings and errors alone are logged. */
export async function openBaselineServices(): Promise<Services> {
  const env = await withRunning(readEnv());
  return openServices({ ...env, logLevel: env.logLevel === 'info' ? 'warn' : env.logLevel }, { name: 'fx' });
}

/** The site with a token of the baseline's team, which anybody who reaches the database may have. */
export async function maintainersSite(services: Services): Promise<Site> {
  return { url: siteAddress(services), token: services.env.token ?? (await maintainerToken(services.db)) };
}

/** @throws with what to start or set */
export function siteAddress({ env }: Pick<Services, 'env'>): string {
  if (!env.siteUrl) throw new Error('No site: start it with `npm start`, or set FX_URL.');
  return env.siteUrl;
}

/** A new token of the baseline's team, which is created where it is missing. */
export async function maintainerToken(db: Services['db']): Promise<string> {
  const team = (await findTeam(db, baselineTeam)) ?? (await createTeam(db, baselineTeam, 'baseline')).team;
  return issueToken(db, team.id);
}
