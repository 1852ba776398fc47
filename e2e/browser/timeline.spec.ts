import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixture.ts';
import type { DashboardPage } from './pages/dashboard-page.ts';

/** Goes back by keyboard to the beginning, when the ring had eight members. */
async function lookBack(dashboard: DashboardPage, page: Page): Promise<void> {
  await dashboard.moment.focus();
  await page.keyboard.press('Home');
  await expect(dashboard.health).toHaveText('One ring of 8 members, in order');
}

test('the past agrees with itself: ring, table, feed and health show one moment', async ({
  dashboard,
  gateway,
  page,
}) => {
  await expect(dashboard.peers).toHaveCount(8);
  gateway.fleet.join('willow');
  await expect(dashboard.health).toHaveText('One ring of 9 members, in order');
  await lookBack(dashboard, page);
  await expect(dashboard.peers).toHaveCount(8);
  await expect(dashboard.ring).toHaveAccessibleName(/Ring of 8 members/);
  await expect(dashboard.feed).not.toContainText('joined by');
  await dashboard.moment.press('ArrowRight');
  await expect(page.getByRole('banner').getByText('Past', { exact: true })).toBeVisible();
  await expect(page.getByText(/^You see \d\d:\d\d:\d\d, .* ago\.$/)).toBeVisible();
  await dashboard.timeline.getByRole('button', { name: 'Live' }).click();
  await expect(dashboard.peers).toHaveCount(9);
  await expect(dashboard.feed).toContainText('joined by');
});

test('the past stays while more happens, and nothing can be done to it', async ({
  dashboard,
  gateway,
  page,
}) => {
  await expect(dashboard.peers).toHaveCount(8);
  gateway.fleet.join('willow');
  await expect(dashboard.peers).toHaveCount(9);
  await lookBack(dashboard, page);
  gateway.fleet.join('aspen');
  await expect(dashboard.peers).toHaveCount(8);
  const panel = await dashboard.openPeer('elm');
  await expect(panel.getByRole('button', { name: 'Kill' })).toHaveCount(0);
  await dashboard.tab('Fleet');
  await expect(dashboard.inspector.getByRole('button', { name: 'Add a peer' })).toBeDisabled();
  await dashboard.tab('Lookup');
  await expect(dashboard.inspector.getByRole('button', { name: 'Look up', exact: true })).toBeDisabled();
  await dashboard.tab('Files');
  await expect(page.getByRole('button', { name: 'Choose files' })).toBeDisabled();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(dashboard.health).toHaveText('One ring of 10 members, in order');
});

test('a page that is opened later can look back at what was before it', async ({
  gateway,
  page,
  dashboard,
}) => {
  await expect(dashboard.peers).toHaveCount(8);
  gateway.fleet.join('willow');
  await page.reload();
  await expect(dashboard.peers).toHaveCount(9);
  await lookBack(dashboard, page);
  await expect(dashboard.peers).toHaveCount(8);
});

test('a recording is saved, and opened again without a fleet', async ({ dashboard, gateway, page }) => {
  await expect(dashboard.peers).toHaveCount(8);
  gateway.fleet.join('willow');
  await expect(dashboard.peers).toHaveCount(9);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dashboard.timeline.getByRole('button', { name: 'Save recording' }).click(),
  ]);
  const buffer = await readFile(await download.path());
  gateway.fleet.leave('willow');
  gateway.fleet.leave('elm');
  await expect(dashboard.peers).toHaveCount(7);
  gateway.offline();
  await dashboard.timeline
    .getByLabel('Open recording')
    .last()
    .setInputFiles({ name: 'yesterday.json', mimeType: 'application/json', buffer });
  await expect(page.getByText(/You see the recording “yesterday.json”/)).toBeVisible();
  await expect(dashboard.peers).toHaveCount(9);
  await lookBack(dashboard, page);
  await dashboard.timeline.getByRole('button', { name: 'Play from here' }).click();
  await expect(dashboard.peers).toHaveCount(9);
});

test('a file that is no recording is refused in words', async ({ dashboard }) => {
  const input = dashboard.timeline.getByLabel('Open recording').last();
  for (const text of ['not json', '{"format":"acorde-recording/1","frames":[{"atMs":1,"message":{}}]}']) {
    await input.setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    await expect(dashboard.timeline.getByRole('alert')).toHaveText('That file is not a recording of Acorde.');
  }
  await expect(dashboard.peers).toHaveCount(8);
  expect(dashboard.complaints).toEqual([]);
});
