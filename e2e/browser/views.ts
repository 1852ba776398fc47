// Every view and dialog of the page, and how a reader gets there: what is looked at by axe and kept as pictures. A new
// view is a new line here.
import type { Locator, Page } from '@playwright/test';
import type { FixtureGateway } from '../../packages/dashboard/test/fixture-gateway/fixture-gateway.ts';
import { fixtureTransfer } from '../../packages/dashboard/test/fixture-gateway/fixture-transfer.ts';
import { FOLDER_TYPE, writeFolderList } from '../../packages/protocol/src/folder-list.ts';
import { expect } from './fixture.ts';
import type { DashboardPage } from './pages/dashboard-page.ts';

export interface Stage {
  readonly dashboard: DashboardPage;
  readonly gateway: FixtureGateway;
  readonly page: Page;
}

/** Goes there and returns what is to be seen in the picture. */
export type View = (stage: Stage) => Promise<Locator | Page>;

const KEY = '9'.repeat(64);
const PHONE = { width: 360, height: 740 };

export const VIEWS: Record<string, View> = {
  fleet: async ({ dashboard, page }) => {
    await dashboard.tab('Fleet');
    await expect(dashboard.inspector.getByText('Every file has all its copies')).toBeVisible();
    return page;
  },
  trouble: async ({ dashboard, gateway, page }) => {
    gateway.fleet.fail('elm');
    gateway.fleet.suspect('rowan');
    await dashboard.tab('Fleet');
    await expect(dashboard.inspector.getByText('2 files have too few copies')).toBeVisible();
    return page;
  },
  'fleet without a launcher': async ({ dashboard, gateway }) => {
    gateway.withoutLauncher();
    await dashboard.tab('Fleet');
    await expect(dashboard.inspector.getByText('This fleet was not started by the launcher')).toBeVisible();
    return dashboard.inspector;
  },
  peers: async ({ dashboard }) => dashboard.inspector,
  peer: async ({ dashboard, page }) => {
    const panel = await dashboard.openPeer('hazel');
    await expect(panel.getByText('+2^255')).toBeVisible();
    return page;
  },
  'failed peer': async ({ dashboard, gateway }) => {
    gateway.fleet.fail('elm');
    const panel = await dashboard.openPeer('elm');
    await expect(panel.getByRole('alert').first()).toBeVisible();
    return dashboard.inspector;
  },
  files: async ({ dashboard }) => {
    await dashboard.tab('Files');
    await expect(dashboard.inspector.getByText('notes.txt')).toBeVisible();
    return dashboard.inspector;
  },
  'no such file': async ({ dashboard, page }) => {
    await dashboard.tab('Files');
    await page.getByLabel('Search names in the fleet').fill('zzz');
    await expect(dashboard.inspector.getByText('No file name contains “zzz”.')).toBeVisible();
    return dashboard.inspector;
  },
  'files refused': async ({ dashboard, page }) => {
    await refuse(page, '**/api/files?*', 403, 'FORBIDDEN');
    await dashboard.tab('Files');
    await expect(dashboard.inspector.getByRole('alert')).toBeVisible();
    return dashboard.inspector;
  },
  file: async ({ dashboard }) => {
    const panel = await dashboard.openFile('notes.txt');
    await expect(panel.getByText('Fully replicated: 3 copies')).toBeVisible();
    await panel.getByRole('button', { name: 'Show' }).click();
    await expect(panel.locator('pre')).toBeVisible();
    return dashboard.inspector;
  },
  folder: async ({ dashboard, gateway }) => {
    const file = (path: string) => ({ path, id: 'a'.repeat(64), size: 4_200, sha256: 'b'.repeat(64) });
    const list = writeFolderList(['plan.txt', 'day one/river.jpg', 'day two/hill.jpg'].map(file));
    gateway.fleet.store('trip', FOLDER_TYPE, Buffer.from(list), gateway.fleet.peerNamed('elm'));
    const panel = await dashboard.openFile('trip');
    await panel.getByText('day one').click();
    await expect(panel.getByText('river.jpg')).toBeVisible();
    return dashboard.inspector;
  },
  pin: async ({ dashboard, page }) => {
    const panel = await dashboard.openFile('notes.txt');
    await panel.getByRole('button', { name: 'Pin' }).click();
    return page.getByRole('dialog');
  },
  transfers: async ({ dashboard, gateway }) => {
    await dashboard.tab('Fleet');
    gateway.fleet.telemetry('transfer.progress', gateway.fleet.peerNamed('birch'), {
      transfer: fixtureTransfer(gateway.fleet),
    });
    const list = dashboard.inspector.getByRole('list', { name: 'Transfers' });
    await expect(list.getByText('3 s left')).toBeVisible();
    return list;
  },
  scene: async ({ dashboard, page }) => {
    await dashboard.tab('Fleet');
    await dashboard.inspector.getByRole('button', { name: 'A join' }).click();
    const card = page.getByRole('region', { name: 'A peer joins' });
    await expect(card.getByRole('button', { name: 'Next' })).toBeEnabled();
    return card;
  },
  lookup: async ({ dashboard, page }) => {
    await dashboard.lookUp(KEY, 'cedar');
    await dashboard.controls.getByRole('button', { name: 'Show all' }).click();
    await expect(dashboard.inspector.getByText(/Owner/)).toBeVisible();
    return page;
  },
  comparison: async ({ dashboard }) => {
    await dashboard.lookUp(KEY, 'cedar');
    await dashboard.inspector.getByRole('button', { name: 'Compare' }).click();
    await expect(dashboard.inspector.getByRole('table')).toBeVisible();
    return dashboard.inspector;
  },
  search: async ({ page }) => {
    await page.keyboard.press('/');
    await page.keyboard.type('n');
    await expect(page.getByRole('listbox')).toContainText('notes.txt');
    return page.getByRole('listbox');
  },
  help: async ({ page }) => {
    await page.keyboard.press('?');
    return page.getByRole('dialog', { name: 'Keyboard' });
  },
  delete: async ({ dashboard, page }) => {
    const panel = await dashboard.openFile('notes.txt');
    await panel.getByRole('button', { name: 'Delete' }).click();
    return page.getByRole('dialog');
  },
  stop: async ({ dashboard, page }) => asked(await dashboard.openPeer('rowan'), page, 'Stop'),
  kill: async ({ dashboard, page }) => asked(await dashboard.openPeer('rowan'), page, 'Kill'),
  'kill refused': async ({ dashboard, gateway, page }) => {
    gateway.fleet.keepOnlyAt('elm');
    return asked(await dashboard.openPeer('elm'), page, 'Kill');
  },
  past: async ({ dashboard, page }) => {
    await page.setViewportSize({ width: 1024, height: 740 });
    await dashboard.moment.focus();
    await page.keyboard.press('Home');
    await expect(page.getByRole('button', { name: 'Back to now' })).toBeVisible();
    return page;
  },
  offline: async ({ dashboard, gateway, page }) => {
    await page.setViewportSize(PHONE);
    await dashboard.tab('Ring');
    gateway.offline();
    await expect(dashboard.banner).toBeVisible();
    return page;
  },
  ...Object.fromEntries(
    (['Ring', 'Fleet', 'Peers', 'Files', 'Lookup', 'Events'] as const).map((tab) => [
      `phone ${tab.toLowerCase()}`,
      (async ({ dashboard, page }) => {
        await page.setViewportSize(PHONE);
        await dashboard.tab(tab);
        return page;
      }) satisfies View,
    ]),
  ),
  'in Spanish': async ({ dashboard, page }) => {
    await page.setViewportSize({ width: 1024, height: 600 });
    await page.getByRole('button', { name: 'en: Language' }).click();
    await page.getByRole('tab', { name: 'Flota' }).click();
    await expect(dashboard.health).toHaveText('Un anillo de 8 miembros, en orden');
    return page;
  },
  lab: async ({ gateway, page }) => {
    await page.goto(`${gateway.url}/lab/`);
    await expect(page.getByRole('status').first()).toContainText('One ring, in order');
    await page.getByRole('button', { name: 'Kill half' }).click();
    await expect(page.getByText('64 / 128')).toBeVisible();
    return page;
  },
};

async function asked(panel: Locator, page: Page, what: 'Stop' | 'Kill'): Promise<Locator> {
  await panel.getByRole('button', { name: what }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('status').or(dialog.getByRole('alert'))).not.toContainText('…');
  return dialog;
}

async function refuse(page: Page, path: string, status: number, code: string): Promise<void> {
  const body = { type: 'about:blank', title: code, status, code, detail: 'not for you' };
  await page.route(path, (route) =>
    route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(body) }),
  );
}
