import { readFile } from 'node:fs/promises';
import { expect, test } from './fixture.ts';

test('the feed tells what happened, newest first', async ({ dashboard, gateway }) => {
  gateway.fleet.join('willow');
  gateway.fleet.fail('elm');
  const rows = dashboard.feed.getByRole('listitem');
  await expect(rows.nth(0)).toContainText('saw elm fail: connection refused');
  await expect(rows.nth(1)).toContainText('joined by');
});

test('paused, it stands still and counts what is new', async ({ dashboard, gateway }) => {
  gateway.fleet.join('willow');
  await expect(dashboard.feed.getByText('joined by')).toBeVisible();
  await dashboard.feed.getByRole('button', { name: 'Pause' }).click();
  gateway.fleet.fail('elm');
  await expect(dashboard.feed.getByRole('button', { name: 'Resume · 1 new' })).toBeVisible();
  await expect(dashboard.feed.getByText('saw elm fail')).toHaveCount(0);
  await dashboard.feed.getByRole('button', { name: /Resume/ }).click();
  await expect(dashboard.feed.getByText('saw elm fail')).toBeVisible();
});

test('it filters by type, peer and text, and exports what it shows', async ({ dashboard, gateway, page }) => {
  gateway.fleet.join('willow');
  gateway.fleet.fail('elm');
  await dashboard.feed.getByLabel('Type').selectOption('peer');
  await dashboard.feed.getByLabel('Filter by text').fill('ELM');
  await expect(dashboard.feed.getByText('1 of 2 events')).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dashboard.feed.getByRole('button', { name: 'Export JSON' }).click(),
  ]);
  const events = JSON.parse(await readFile(await download.path(), 'utf8')) as unknown[];
  expect(events).toMatchObject([{ kind: 'event', event: { type: 'peer.failed' } }]);
  await dashboard.feed.getByLabel('Filter by text').fill('zzz');
  await expect(dashboard.feed.getByText('No event passes the filter.')).toBeVisible();
});

test('ten thousand events make a few rows', async ({ dashboard, gateway }) => {
  const birch = gateway.fleet.peerNamed('birch');
  const owner = gateway.fleet.contact(birch);
  for (let i = 0; i < 10_500; i++) {
    const lookup = { lookupId: `l${i}`, key: '0'.repeat(64), routing: 'classic' } as const;
    gateway.fleet.telemetry('lookup.ended', birch, { ...lookup, owner, hops: 1, ms: 1, error: '' });
  }
  await expect(dashboard.feed.getByText('10,000 events')).toBeVisible({ timeout: 15_000 });
  expect(await dashboard.feed.getByRole('listitem').count()).toBeLessThan(40);
});
