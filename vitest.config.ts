import { globSync, readFileSync } from 'node:fs';
import { configDefaults, defineConfig } from 'vitest/config';

const exclude = [...configDefaults.exclude, 'dist', 'data'];
/** these need a real PostgreSQL, the built site, or both */
const withServers = ['db/**/*.test.ts', 'tests/system/**/*.test.ts', 'tests/faults/**/*.test.ts'];
/** A mocked module, global or clock may stay so for the process: such files get one of their own. */
const withMocks = globSync('{submissions,grader,site,tests}/**/*.test.ts', { exclude: ['**/.venv'] }).filter((file) =>
  /\bvi\.(mock|doMock|stub\w+|useFakeTimers)\(/.test(readFileSync(file, 'utf8')),
);

const pure = {
  // Vitest leaves one core free by default: on two cores that is one test file at a time.
  maxWorkers: '100%',
  // A test hangs or ends; how long it takes depends on what else the machine does.
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const;

export default defineConfig({
  test: {
    maxConcurrency: 2,
    projects: [
      {
        test: {
          ...pure,
          name: 'pure',
          include: ['**/*.test.ts'],
          exclude: [...exclude, ...withServers, ...withMocks],
          // One process a core and not one a file, which takes nearly half of the time; no file may leave state in a module.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...pure,
          name: 'pure-mocked',
          include: withMocks,
          exclude: [...exclude, ...withServers],
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'system',
          include: withServers,
          exclude,
          globalSetup: ['tests/world/postgres.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
