import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixture.ts';
import type { DashboardPage } from './pages/dashboard-page.ts';

const VIEWS: Record<string, (dashboard: DashboardPage, page: Page) => Promise<void>> = {
  peers: async () => {},
  peer: async (dashboard) => void (await dashboard.openPeer('hazel')),
  files: async (dashboard) => dashboard.tab('Files'),
  file: async (dashboard) => void (await dashboard.openFile('notes.txt')),
  lookup: async (dashboard) => {
    await dashboard.lookUp('notes.txt');
    await expect(dashboard.controls).toBeVisible();
  },
  help: async (_, page) => {
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  },
  delete: async (dashboard, page) => {
    const panel = await dashboard.openFile('notes.txt');
    await panel.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
  },
  search: async (_, page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('n');
    await expect(page.getByRole('listbox')).toContainText('notes.txt');
  },
};

for (const [name, go] of Object.entries(VIEWS)) {
  test(`axe finds nothing in ${name}, dark and light`, async ({ dashboard, gateway, page }) => {
    gateway.fleet.store('notes.txt', 'text/plain', Buffer.from('n'), gateway.fleet.peerNamed('elm'));
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await go(dashboard, page);
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
      expect(found, theme).toEqual([]);
    }
  });
}

for (const width of [360, 640, 900, 1024]) {
  test(`nothing is cut off at ${width} px`, async ({ dashboard, page }) => {
    await page.setViewportSize({ width, height: 740 });
    for (const tab of width < 640
      ? (['Ring', 'Peers', 'Files', 'Lookup', 'Events'] as const)
      : (['Peers', 'Files', 'Lookup'] as const)) {
      await dashboard.tab(tab);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(width);
      await expect(dashboard.inspector.or(dashboard.ring).first()).toBeAttached();
    }
  });
}

test('the theme can be chosen and is kept', async ({ dashboard, page }) => {
  await page.getByRole('button', { name: /^Theme/ }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.getByRole('button', { name: /^Theme/ }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(dashboard.complaints).toEqual([]);
});

test('the page speaks Spanish', async ({ page, dashboard }) => {
  await page.getByRole('button', { name: 'en: Language' }).click();
  await expect(dashboard.health).toHaveText('Un anillo de 8 miembros, en orden');
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
});

test('search finds peers, files and keys by keyboard alone', async ({ dashboard, page, gateway }) => {
  await expect(dashboard.peers).toHaveCount(8);
  gateway.fleet.store('notes.txt', 'text/plain', Buffer.from('n'), gateway.fleet.peerNamed('elm'));
  await page.keyboard.press('/');
  await page.keyboard.type('notes');
  await expect(page.getByRole('option', { name: 'notes.txt' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article', { name: 'notes.txt' })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('haz');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article', { name: 'hazel' })).toBeVisible();
});
