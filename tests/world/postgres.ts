import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '#db/embedded.ts';
import { buildSite } from '#grader/start/site-build.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** Once for all tests that need them: a real PostgreSQL in a temporary folder, and the built site. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(path.join(tmpdir(), 'fx-tests-'));
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const [server] = await Promise.all([
    startEmbeddedPostgres(path.join(directory, 'postgres')),
    buildSite(root, () => {}),
  ]);
  project.provide('postgresUrl', server.url);
  return async () => {
    await server[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  };
}
