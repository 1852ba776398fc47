import { defineConfig } from 'vitest/config';

// Three suites: `unit` needs nothing; `broker` needs RabbitMQ; `fleet` starts real processes, one test file at a time.
// The browser suite runs in Playwright.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.spec.{ts,tsx}',
            'packages/*/server/**/*.spec.ts',
            'packages/*/test/**/*.test.ts',
            'test/tidy/**/*.spec.ts',
          ],
          exclude: ['**/node_modules/**', 'packages/*/test/broker/**'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'broker',
          include: ['packages/*/test/broker/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'fleet',
          include: ['e2e/fleet/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          // Promises about time are kept by a machine that others may use as well: CI asks a second time, people do not.
          retry: process.env.CI ? 1 : 0,
        },
      },
    ],
  },
});
