import { expect, test } from './fixture.ts';

const KEY = '9'.repeat(64);

test('the fleet at a glance: health, copies, load, and what moves', async ({ dashboard, gateway }) => {
  gateway.fleet.store('a.txt', 'text/plain', Buffer.alloc(4096, 'a'), gateway.fleet.peerNamed('elm'));
  await dashboard.tab('Fleet');
  const panel = dashboard.inspector;
  await expect(panel.getByText('All 8 peers are up')).toBeVisible();
  await expect(panel.getByText('One ring, 8 members in order')).toBeVisible();
  await expect(panel.getByText('Every file has all its copies')).toBeVisible();
  await expect(panel.getByText('1 file checked')).toBeVisible();
  await expect(panel.getByText('equal: 1.5 KiB · most: 2.7×')).toBeVisible();
  expect(dashboard.complaints).toEqual([]);
});

test('a lookup moves the figures: rate, hops and time come from its events', async ({ dashboard }) => {
  await dashboard.lookUp(KEY, 'birch');
  await expect(dashboard.controls).toBeVisible();
  const hops = (await dashboard.hops.count()) - 1;
  await dashboard.tab('Fleet');
  const pulse = dashboard.page.getByRole('region', { name: 'What the fleet does now' });
  await expect(pulse.getByText(`p95 ${hops}`, { exact: true })).toBeVisible();
  await expect(pulse.getByText(/^p95 [\d.]+ ms$/)).toBeVisible();
  await expect(pulse.getByRole('img', { name: /^Lookups per second/ })).toBeVisible();
});

test('files with too few copies are counted and lead to the file', async ({ dashboard, gateway, page }) => {
  gateway.fleet.store('few.txt', 'text/plain', Buffer.from('few'), gateway.fleet.peerNamed('elm'));
  gateway.fleet.fail('elm');
  await dashboard.tab('Fleet');
  await expect(dashboard.inspector.getByText('1 of 8 peers not up')).toBeVisible();
  await expect(dashboard.inspector.getByText('1 file has too few copies')).toBeVisible();
  await dashboard.inspector.getByRole('button', { name: 'few.txt 2 of 3' }).click();
  await expect(page.getByRole('article', { name: 'few.txt' })).toBeVisible();
});

test('restoring copies is counted while it lasts, and then how long it took', async ({
  dashboard,
  gateway,
}) => {
  await dashboard.tab('Fleet');
  await expect(dashboard.inspector.getByText('At rest since this page was opened')).toBeVisible();
  gateway.fleet.repair('started', 2);
  await expect(dashboard.inspector.getByText('Restoring copies: 0/2')).toBeVisible();
  gateway.fleet.repair('finished', 1);
  await expect(dashboard.inspector.getByText('Restoring copies: 1/2')).toBeVisible();
  gateway.fleet.repair('finished', 2);
  await expect(dashboard.inspector.getByText(/^Settled in [\d.]+ m?s/)).toBeVisible();
  await expect(dashboard.inspector.getByText('2 copies restored')).toBeVisible();
});
