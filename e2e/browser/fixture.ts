// A page in front of a fixture gateway of its own, for each test.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { test as base } from '@playwright/test';
import {
  FIXTURE_NAMES,
  type FixtureGateway,
  fixtureNames,
  startFixtureGateway,
} from '../../packages/dashboard/test/fixture-gateway/fixture-gateway.ts';
import { DashboardPage } from './pages/dashboard-page.ts';

export const PAGES = process.env.ACORDE_PAGES ?? resolve(import.meta.dirname, '../../packages/dashboard/out');

interface Fixtures {
  /** How many peers the fixture's fleet has. */
  readonly peerCount: number;
  /** When set, time stands still at this moment, Unix milliseconds, for the gateway and for the page. */
  readonly stillAtMs: number | null;
  readonly gateway: FixtureGateway;
  readonly dashboard: DashboardPage;
}

export const test = base.extend<Fixtures>({
  peerCount: [FIXTURE_NAMES.length, { option: true }],
  stillAtMs: [null, { option: true }],
  gateway: async ({ peerCount, stillAtMs }, use) => {
    if (!existsSync(resolve(PAGES, 'index.html')))
      throw new Error('build the pages first: next build in packages/dashboard');
    const gateway = await startFixtureGateway({
      pages: PAGES,
      names: fixtureNames(peerCount),
      ...(stillAtMs === null ? {} : { nowMs: () => stillAtMs }),
    });
    await use(gateway);
    await gateway.close();
  },
  dashboard: async ({ page, gateway, stillAtMs }, use) => {
    if (stillAtMs !== null) await page.clock.setFixedTime(stillAtMs);
    const dashboard = new DashboardPage(page);
    await dashboard.open(gateway.url);
    await use(dashboard);
  },
});

export { expect } from '@playwright/test';
