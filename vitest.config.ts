import { defineConfig } from 'vitest/config';

const exclude = ['node_modules', 'dist', 'data'];
/** these need a real PostgreSQL, the built site, or both */
const withServers = ['db/**/*.test.ts', 'tests/system/**/*.test.ts', 'tests/faults/**/*.test.ts'];

export default defineConfig({
  test: {
    maxConcurrency: 2,
    projects: [
      {
        test: {
          name: 'pure',
          include: ['**/*.test.ts'],
          exclude: [...exclude, ...withServers],
          // Vitest leaves one core free by default: on two cores that is one test file at a time.
          maxWorkers: '100%',
          // A test hangs or ends; how long it takes depends on what else the machine does.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
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
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
