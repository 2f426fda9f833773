import { readEnv } from '#db/env.ts';
import { type Handler, listenForSite } from './server.ts';

/**
 * The built site as a process: `npm run build` makes what it imports. It ends on SIGTERM when open requests are answered,
 * and by itself when the process that started it is gone.
 */
async function main(): Promise<void> {
  const env = readEnv();
  const built = new URL('../../dist/server/entry.mjs', import.meta.url);
  const { handler }: { handler: Handler } = await import(built.href);
  const stop = Promise.withResolvers<void>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.resolve());
  await using _site = await listenForSite(handler, env);
  await stop.promise;
}

await main();
process.exit(); // pools and listeners of the pages keep no work
