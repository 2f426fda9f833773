import { defineConfig } from 'vitest/config';

const exclude = ['node_modules', 'dist', 'data'];
/** these need a real PostgreSQL, the built site, or both */
const withServers = ['db/**/*.test.ts', 'tests/system/**/*.test.ts', 'tests/faults/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'pure', include: ['**/*.test.ts'], exclude: [...exclude, ...withServers] } },
      {
        test: {
          name: 'system',
          include: withServers,
          exclude,
          globalSetup: ['tests/world/postgres.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
