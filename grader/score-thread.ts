import { enableCompileCache } from 'node:module';

/** What a thread of score-threads.ts loads: it starts in half the time when its modules need no compiling. */
enableCompileCache();
export const { boundParts, readBlocks, resampleParts } = await import('./score-part.ts');
