// Killing through the page on eight real processes: what would lose the last copy is refused and says what, and goes
// through once the fleet has made others. One story, in order.
import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { api, eventually, type FleetPeer, type RunningFleet, startFleet } from '../support/fleet.ts';
import { DashboardPage } from './pages/dashboard-page.ts';

test.describe.configure({ mode: 'serial', timeout: 150_000 });

interface Stat {
  readonly holders: readonly { readonly peerId: string; readonly complete: boolean }[];
}

const content = randomBytes(2 * 1024 * 1024 + 11);
const sha256 = (bytes: ArrayBuffer | Buffer) =>
  createHash('sha256')
    .update(Buffer.from(bytes as Buffer))
    .digest('hex');
let fleet: RunningFleet;
let fileId: string;
let last: FleetPeer;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  fleet = await startFleet();
  const stored = await api(fleet, fleet.peers[3]!).put('last.bin', content);
  fileId = ((await stored.json()) as { id: string }).id;
});
test.afterAll(async () => {
  await fleet?.dispose();
});

const holders = async () => {
  const reply = await fetch(`${fleet.dashboard}/api/files/${fileId}/stat`);
  const { holders: all } = (await reply.json()) as Stat;
  return all.filter(({ complete }) => complete).map(({ peerId }) => peerId);
};
const isAlive = ({ pid }: FleetPeer) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a peer whose copy is the last within reach is not killed: the dialog names the file', async ({
  page,
}) => {
  const three = await eventually('three copies', 20_000, holders, (ids) => ids.length === 3);
  const [kept, ...lost] = three.map((id) => fleet.peers.find((peer) => peer.id === id)!);
  last = kept!;
  const dashboard = new DashboardPage(page);
  await dashboard.open(fleet.dashboard);
  for (const peer of lost) process.kill(peer.pid, 'SIGKILL');
  for (const { name } of lost)
    await expect(dashboard.peers.filter({ hasText: name })).toContainText('failed', { timeout: 5_000 });
  const panel = await dashboard.openPeer(last.name);
  await panel.getByRole('button', { name: 'Kill' }).click();
  const dialog = page.getByRole('dialog', { name: `Kill ${last.name}?` });
  await expect(dialog.getByRole('alert')).toContainText('the last copy within reach of 1 file');
  await expect(dialog.getByRole('alert')).toContainText('last.bin');
  await expect(dialog.getByRole('button', { name: 'Kill' })).toBeDisabled();
  const forced = await page.evaluate(
    async (path) =>
      (await fetch(path, { method: 'POST' })).json() as Promise<{ code: string; detail: string }>,
    `/api/control/peers/${last.id}/kill`,
  );
  expect(forced).toMatchObject({ code: 'BUSY', detail: expect.stringContaining('last.bin') });
  expect(isAlive(last)).toBe(true);
});

test('once the fleet has made other copies the same peer is killed, its process ends, and the file is whole', async ({
  page,
}) => {
  await eventually('copies elsewhere', 60_000, holders, (ids) => ids.length >= 3);
  const dashboard = new DashboardPage(page);
  await dashboard.open(fleet.dashboard);
  const panel = await dashboard.openPeer(last.name);
  await panel.getByRole('button', { name: 'Kill' }).click();
  const dialog = page.getByRole('dialog', { name: `Kill ${last.name}?` });
  await expect(dialog.getByRole('status')).toContainText('another copy within reach');
  await dialog.getByRole('button', { name: 'Kill' }).click();
  await expect(dialog).toHaveCount(0);
  await dashboard.tab('Peers');
  await expect.poll(() => isAlive(last)).toBe(false);
  await expect(panel.getByText(/^Failed:/)).toBeVisible({ timeout: 5_000 });
  const got = await fetch(`${fleet.dashboard}/api/files/${fileId}`);
  expect(sha256(await got.arrayBuffer())).toBe(sha256(content));
});

test('and is started again from the list of those that are down', async ({ page }) => {
  const dashboard = new DashboardPage(page);
  await dashboard.open(fleet.dashboard);
  await dashboard.tab('Fleet');
  const down = dashboard.inspector.getByRole('list', { name: 'Stopped peers' });
  await down
    .getByRole('listitem')
    .filter({ hasText: last.name })
    .getByRole('button', { name: 'Start' })
    .click();
  await dashboard.tab('Peers');
  await expect(dashboard.peers.filter({ hasText: last.name })).not.toContainText('failed', {
    timeout: 20_000,
  });
  await expect(down.filter({ hasText: last.name })).toHaveCount(0);
});

test('the scene of a crash is played on real processes to its end', async ({ page }) => {
  const dashboard = new DashboardPage(page);
  await dashboard.open(fleet.dashboard);
  await dashboard.tab('Fleet');
  await dashboard.inspector.getByRole('button', { name: 'Crash and repair' }).click();
  const card = page.getByRole('region', { name: 'A crash and its repair' });
  const told = card.getByRole('status');
  const next = card.getByRole('button', { name: 'Next' });
  await expect(told).toContainText('is a real process with');
  await next.click();
  await expect(told).toContainText('is dead');
  await expect(card.getByText(/^Seen here after/)).toBeVisible();
  await next.click();
  await expect(told).toContainText('the ring is closed again');
  await next.click();
  await expect(next).toBeEnabled({ timeout: 60_000 });
  await next.click();
  await expect(card.getByRole('button', { name: 'End' })).toBeEnabled({ timeout: 20_000 });
  await expect(dashboard.stage.getByText('One ring, in order')).toBeVisible();
});

test('the scene of a join starts a real process, which stands on the ring', async ({ page }) => {
  const dashboard = new DashboardPage(page);
  await dashboard.open(fleet.dashboard);
  await expect(dashboard.peers.first()).toBeVisible();
  const before = await dashboard.peers.count();
  await dashboard.tab('Fleet');
  await dashboard.inspector.getByRole('button', { name: 'A join' }).click();
  const card = page.getByRole('region', { name: 'A peer joins' });
  for (let i = 0; i < 3; i += 1) await card.getByRole('button', { name: 'Next' }).click({ timeout: 20_000 });
  await expect(card.getByRole('status')).toContainText('were handed over');
  await card.getByRole('button', { name: 'End' }).click();
  await dashboard.page.getByRole('tab', { name: 'Peers' }).click();
  await expect(dashboard.peers).toHaveCount(before + 1);
});
