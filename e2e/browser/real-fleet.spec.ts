// The page on eight real processes: what it shows is what the peers say. One story, in order; its picture is the
// README's when ACORDE_SCREENSHOT names a file.
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { api, eventually, type RunningFleet, startFleet } from '../support/fleet.ts';
import { DashboardPage } from './pages/dashboard-page.ts';

test.describe.configure({ mode: 'serial', timeout: 120_000 });

let fleet: RunningFleet;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  fleet = await startFleet();
});
test.afterAll(async () => {
  await fleet?.dispose();
});

const content = randomBytes(3 * 1024 * 1024 + 5);
const sha256 = createHash('sha256').update(content).digest('hex');

test('shows the ring of eight as its peers see it', async ({ page }) => {
  const dashboard = new DashboardPage(page);
  await dashboard.open(fleet.dashboard);
  await expect(dashboard.health).toContainText('8');
  await expect(dashboard.peers).toHaveCount(8);
  const peer = fleet.peers[2]!;
  const panel = await dashboard.openPeer(peer.name);
  const { self, predecessor } = await api(fleet, peer).json<{
    self: { memberId: string };
    predecessor: { memberId: string };
  }>('/v1/ring');
  await expect(panel).toContainText(self.memberId.slice(0, 8));
  await expect(panel).toContainText(
    fleet.peers.find(({ id }) => id === (predecessor as unknown as { peerId: string }).peerId)!.name,
  );
  expect(dashboard.complaints).toEqual([]);
});

test('uploads a file that any peer gives back, and downloads it again', async ({ page }) => {
  const dashboard = new DashboardPage(page);
  await dashboard.open(fleet.dashboard);
  await dashboard.upload([{ name: 'canción.bin', mimeType: 'application/octet-stream', buffer: content }]);
  const panel = page.getByRole('article', { name: 'canción.bin' });
  await expect(panel.getByText('Fully replicated: 3 copies')).toBeVisible({ timeout: 20_000 });
  const found = await api(fleet, fleet.peers[6]!).json<{ files: { id: string }[] }>('/v1/files?q=canci');
  const got = await api(fleet, fleet.peers[5]!).get(`/v1/files/${found.files[0]!.id}`);
  expect(
    createHash('sha256')
      .update(Buffer.from(await got.arrayBuffer()))
      .digest('hex'),
  ).toBe(sha256);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    panel.getByRole('link', { name: 'Download' }).click(),
  ]);
  expect(
    createHash('sha256')
      .update(await readFile(await download.path()))
      .digest('hex'),
  ).toBe(sha256);
});

test('draws a lookup from the events of the peers that ran it', async ({ page }) => {
  const dashboard = new DashboardPage(page);
  await dashboard.open(fleet.dashboard);
  const key = createHash('sha256').update('a key').digest('hex');
  const lookups = await Promise.all(
    fleet.peers.map(async (peer) => {
      const path = `/v1/ring/lookup?key=${key}&routing=classic`;
      return { peer, ...(await api(fleet, peer).json<{ peerId: string; hops: unknown[] }>(path)) };
    }),
  );
  // The one with the longest way to go.
  const answer = lookups.reduce((a, b) => (b.hops.length > a.hops.length ? b : a));
  expect(answer.hops.length).toBeGreaterThan(0);
  await dashboard.lookUp(key, answer.peer.name);
  const owner = fleet.peers.find(({ id }) => id === answer.peerId)!;
  await expect(dashboard.inspector.getByText(/Owner/)).toContainText(owner.name);
  if (process.env.ACORDE_SCREENSHOT) {
    await dashboard.controls.getByRole('button', { name: 'Show all' }).click();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: process.env.ACORDE_SCREENSHOT });
  }
});

test('shows a killed process as failed within a second, and the ring closing behind it', async ({ page }) => {
  const dashboard = new DashboardPage(page);
  await dashboard.open(fleet.dashboard);
  await expect(dashboard.peers).toHaveCount(8);
  const victim = fleet.peers[7]!;
  const row = dashboard.peers.filter({ hasText: victim.name });
  process.kill(victim.pid, 'SIGKILL');
  const killedMs = Date.now();
  await expect(row).toContainText(/failed/i, { timeout: 5_000 });
  test.info().annotations.push({ type: 'shown as failed after', description: `${Date.now() - killedMs} ms` });
  const status = await eventually(
    'a ring of seven',
    10_000,
    async () =>
      (await fetch(`${fleet.dashboard}/api/fleet`)).json() as Promise<{
        ring: { ideal: boolean; members: number };
      }>,
    ({ ring }) => ring.ideal && ring.members === 7,
  );
  expect(status.ring.members).toBe(7);
  await expect(dashboard.health).toContainText('7');
});
