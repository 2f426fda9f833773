import { enableCompileCache } from 'node:module';

/** The door of the command line: plain JavaScript, so that nothing has to be compiled before the compile cache is on. */
enableCompileCache();
await import('./cli.ts');
