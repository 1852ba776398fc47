import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

// Nothing is downloaded: the browser is the system's. CHROMIUM_PATH names another one.
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
if (!existsSync(executablePath)) {
  throw new Error(`no browser at ${executablePath}: install Debian's "chromium", or set CHROMIUM_PATH`);
}

// Letters are drawn alike whatever the desktop's settings are: pictures are compared.
const SAME_GLYPHS = ['--font-render-hinting=none', '--disable-lcd-text'];

export default defineConfig({
  testDir: 'e2e/browser',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // Kept beside the specs, one picture for every platform.
  snapshotPathTemplate: '{testDir}/looks/{arg}{ext}',
  updateSnapshots: process.env.CI ? 'none' : 'missing',
  reporter: [['list']],
  use: {
    launchOptions: { executablePath, args: ['--no-sandbox', ...SAME_GLYPHS] },
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});
