// A page in front of a fixture gateway of its own, for each test.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { test as base } from '@playwright/test';
import {
  type FixtureGateway,
  startFixtureGateway,
} from '../../packages/dashboard/test/fixture-gateway/fixture-gateway.ts';
import { DashboardPage } from './pages/dashboard-page.ts';

const PAGES = process.env.ACORDE_PAGES ?? resolve(import.meta.dirname, '../../packages/dashboard/out');

interface Fixtures {
  readonly gateway: FixtureGateway;
  readonly dashboard: DashboardPage;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that are needed from here.
  gateway: async ({}, use) => {
    if (!existsSync(resolve(PAGES, 'index.html')))
      throw new Error('build the pages first: next build in packages/dashboard');
    const gateway = await startFixtureGateway({ pages: PAGES });
    await use(gateway);
    await gateway.close();
  },
  dashboard: async ({ page, gateway }, use) => {
    const dashboard = new DashboardPage(page);
    await dashboard.open(gateway.url);
    await use(dashboard);
  },
});

export { expect } from '@playwright/test';
