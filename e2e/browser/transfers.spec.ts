import { fixtureTransfer } from '../../packages/dashboard/test/fixture-gateway/fixture-transfer.ts';
import { expect, test } from './fixture.ts';

test('a download shows its pieces, and what each peer gives', async ({ dashboard, gateway }) => {
  await dashboard.tab('Fleet');
  const { fleet } = gateway;
  fleet.telemetry('transfer.progress', fleet.peerNamed('birch'), { transfer: fixtureTransfer(fleet) });
  const row = dashboard.inspector.getByRole('list', { name: 'Transfers' }).getByRole('listitem').first();
  await expect(row.getByText('30 % · 3.0 MiB / 10.0 MiB · 3.0 MiB/s · 3 s left')).toBeVisible();
  const bar = row.getByRole('progressbar', { name: 'Download film.mp4' });
  await expect(bar).toHaveAttribute('aria-valuetext', '3 of 10 pieces');
  await expect(bar.locator('rect')).toHaveCount(3);
  await expect(bar.locator('rect').last()).toHaveAttribute('x', '0.7');
  const givers = row.getByRole('list', { name: 'Who gives it' }).getByRole('listitem');
  await expect(givers).toHaveCount(3);
  await expect(givers.nth(0)).toContainText('2.0 MiB · 2.0 MiB/s');
  await expect(givers.nth(2)).toContainText('given up: PEER_UNREACHABLE');
  expect(dashboard.complaints).toEqual([]);
});

test('a transfer is paused, goes on, and is cancelled', async ({ dashboard, gateway }) => {
  await dashboard.tab('Fleet');
  const { fleet } = gateway;
  fleet.telemetry('transfer.progress', fleet.peerNamed('birch'), { transfer: fixtureTransfer(fleet) });
  const row = dashboard.inspector.getByRole('list', { name: 'Transfers' }).getByRole('listitem').first();
  await row.getByRole('button', { name: 'Pause' }).click();
  await expect(row.getByText('paused · 3.0 MiB / 10.0 MiB')).toBeVisible();
  await row.getByRole('button', { name: 'Resume' }).click();
  await expect(row.getByText(/^30 %/)).toBeVisible();
  await row.getByRole('button', { name: 'Cancel' }).click();
  await expect(row.getByText(/^cancelled/)).toBeVisible();
  await expect(row.getByRole('button')).toHaveCount(0);
});

test('a transfer that cannot be paused says why', async ({ dashboard, gateway, page }) => {
  await page.route('**/api/transfers/**', (route) =>
    route.fulfill({ status: 404, json: { code: 'NOT_FOUND', detail: 'it has ended', status: 404 } }),
  );
  await dashboard.tab('Fleet');
  const { fleet } = gateway;
  fleet.telemetry('transfer.progress', fleet.peerNamed('birch'), { transfer: fixtureTransfer(fleet) });
  const row = dashboard.inspector.getByRole('list', { name: 'Transfers' }).getByRole('listitem').first();
  await row.getByRole('button', { name: 'Pause' }).click();
  await expect(row.getByText('it has ended (NOT_FOUND)')).toBeVisible();
});

test('what a peer was moving is broken off when it dies, and is never shown as running', async ({
  dashboard,
  gateway,
}) => {
  await dashboard.tab('Fleet');
  const { fleet } = gateway;
  fleet.telemetry('transfer.progress', fleet.peerNamed('birch'), { transfer: fixtureTransfer(fleet) });
  const row = dashboard.inspector.getByRole('list', { name: 'Transfers' }).getByRole('listitem').first();
  await expect(row.getByRole('button', { name: 'Pause' })).toBeVisible();
  fleet.fail('birch');
  await expect(row.getByText(/^broken off: the peer is gone/)).toBeVisible();
  await expect(row.getByRole('button')).toHaveCount(0);
});

test('an upload tells how many copies are made', async ({ dashboard, gateway }) => {
  await dashboard.tab('Fleet');
  const { fleet } = gateway;
  const transfer = fixtureTransfer(fleet, { kind: 'put', copies: 2, copiesWanted: 3 });
  fleet.telemetry('transfer.progress', fleet.peerNamed('birch'), { transfer });
  await expect(dashboard.inspector.getByText(/2 of 3 copies made/)).toBeVisible();
  await expect(dashboard.inspector.getByRole('list', { name: 'Who takes it' })).toBeVisible();
});
