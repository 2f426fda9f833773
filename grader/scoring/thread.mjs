import { enableCompileCache } from 'node:module';

/** What a thread of threads.ts loads: plain JavaScript, so that nothing has to be compiled before the cache is on. */
enableCompileCache();
export const { boundParts, readBlocks, resampleParts } = await import('./thread-jobs.ts');
