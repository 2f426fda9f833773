import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { dataPaths, type Env } from '#db/env.ts';
import { demoTeam } from './seed.ts';

/** What a person needs first: the address, how to sign in, and a command to copy. */
export async function welcome(env: Env, address: string, ms: number): Promise<string> {
  const paths = dataPaths(env.dataDir);
  const token = (await readFile(paths.demoToken, 'utf8')).trim();
  const sample = path.relative(process.cwd(), paths.sampleFile);
  return `
FakeXplained leaderboard is running (${(ms / 1000).toFixed(1)} s): ${address}

  Sign in       ${address}/signin as "${demoTeam}" with the token
                ${token}
  Submit        npm run -s fx -- submit ${sample} --split dev --method "My first try" \\
                  --url ${address} --token ${token} --wait
  Check first   npm run -s fx -- check --manifest ${path.relative(process.cwd(), paths.dataset)}/dev.manifest.jsonl --predictions ${sample}

Ctrl-C stops everything; the data stays in ${path.relative(process.cwd(), env.dataDir) || env.dataDir}.`;
}
