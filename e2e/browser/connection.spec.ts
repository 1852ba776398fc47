import { readFile } from 'node:fs/promises';
import type { EventView } from '../../packages/dashboard/src/wire-event.ts';
import type { FixtureGateway } from '../../packages/dashboard/test/fixture-gateway/fixture-gateway.ts';
import { expect, test } from './fixture.ts';
import { DashboardPage } from './pages/dashboard-page.ts';

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

test('half a minute without the gateway under churn leaves nothing out and nothing twice', async ({
  context,
  gateway,
  page,
}) => {
  const facts: string[] = [];
  gateway.fleet.listen((message) => {
    for (const change of message.type === 'delta' ? message.changes : [])
      if (change.kind === 'fact') facts.push(change.event.id);
  });
  await page.clock.install();
  const dashboard = new DashboardPage(page);
  await dashboard.open(gateway.url);
  churn(gateway, 0);
  await expect(dashboard.peers.filter({ hasText: 'guest-2' })).toBeVisible();
  gateway.offline();
  for (let i = 1; i <= 6; i += 1) {
    churn(gateway, i);
    await page.clock.runFor(5_000);
  }
  await expect(dashboard.banner).toContainText(/What you see is (29|3\d) s old/);
  gateway.online();
  await page.clock.runFor(10_000);
  await expect(page.getByRole('banner').getByText('Live', { exact: true })).toBeVisible();
  const fresh = new DashboardPage(await context.newPage());
  await fresh.open(gateway.url);
  const names = async (one: DashboardPage) => (await one.peers.getByRole('button').allTextContents()).sort();
  await expect(dashboard.health).toHaveText((await fresh.health.textContent()) ?? '');
  expect(await names(dashboard)).toEqual(await names(fresh));
  expect(await names(dashboard)).toHaveLength(gateway.fleet.peers.length);
  expect(await exported(dashboard)).toEqual(facts);
});

test('who was away for longer than the gateway remembers reads all anew, and the feed says so', async ({
  dashboard,
  gateway,
  page,
}) => {
  await expect(dashboard.peers).toHaveCount(8);
  gateway.offline();
  await expect(dashboard.banner).toBeVisible();
  gateway.fleet.join('willow');
  gateway.fleet.forgetDeltas();
  gateway.online();
  await expect(page.getByRole('banner').getByText('Live', { exact: true })).toBeVisible({ timeout: 10_000 });
  await expect(dashboard.feed.getByText(/The page read everything anew/)).toBeVisible();
  await expect(dashboard.peers).toHaveCount(gateway.fleet.peers.length);
});

/** Three guests come, one leaves and one fails; a file is put and another one deleted. */
function churn({ fleet }: FixtureGateway, round: number): void {
  for (let i = 0; i < 3; i += 1) fleet.join(`guest-${3 * round + i}`);
  fleet.leave(`guest-${3 * round}`);
  fleet.fail(`guest-${3 * round + 1}`);
  const [kept, gone] = ['kept', 'gone'].map(
    (name) => fleet.store(`${name}-${round}`, 'text/plain', Buffer.from(name + round), fleet.up[0]!).entry,
  );
  if (kept !== undefined && gone !== undefined) fleet.remove(gone.fileId);
}

/** The ids of all events of the feed, oldest first. */
async function exported(dashboard: DashboardPage): Promise<string[]> {
  const [download] = await Promise.all([
    dashboard.page.waitForEvent('download'),
    dashboard.feed.getByRole('button', { name: 'Export JSON' }).click(),
  ]);
  const items = JSON.parse(await readFile(await download.path(), 'utf8')) as { event: EventView }[];
  return items.map(({ event }) => event.id);
}
