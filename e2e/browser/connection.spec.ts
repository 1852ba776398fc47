import { expect, test } from './fixture.ts';

test('a cut connection shows a banner with the age within two seconds, and never stale data as live', async ({
  dashboard,
  gateway,
  page,
}) => {
  await expect(dashboard.peers).toHaveCount(8);
  gateway.offline();
  await expect(dashboard.banner).toContainText(/What you see is \d+ s old/, { timeout: 2_000 });
  await expect(page.getByText('Live', { exact: true })).toHaveCount(0);
  await expect(page.getByRole('banner').getByText('Offline')).toBeVisible();
  await expect(dashboard.banner).toContainText(/ [2-9] s old/, { timeout: 4_000 });
});

test('what happened meanwhile is there after the reconnect, once and in order', async ({
  dashboard,
  gateway,
  page,
}) => {
  await expect(dashboard.peers).toHaveCount(8);
  gateway.offline();
  await expect(dashboard.banner).toBeVisible();
  gateway.fleet.join('willow');
  gateway.fleet.fail('elm');
  gateway.fleet.leave('maple');
  gateway.online();
  await expect(page.getByRole('banner').getByText('Live', { exact: true })).toBeVisible({ timeout: 10_000 });
  await expect(dashboard.banner).toHaveCount(0);
  await expect(dashboard.peers).toHaveCount(8);
  const rows = dashboard.feed.getByRole('listitem').filter({ hasText: /\d\d:\d\d/ });
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(0)).toContainText('left');
  await expect(rows.nth(2)).toContainText('joined by');
});
