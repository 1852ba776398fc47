import { routeOf } from '../../packages/dashboard/test/fixture-gateway/fixture-ring.ts';
import { expect, test } from './fixture.ts';

const KEY = '7'.repeat(64);

test('a lookup is told hop by hop, from the events', async ({ dashboard, gateway }) => {
  await dashboard.lookUp(KEY, 'birch');
  const route = routeOf(gateway.fleet.ids, gateway.fleet.peerNamed('birch').members[0]!.memberId, KEY);
  await expect(dashboard.hops).toHaveCount(route.length + 1);
  const name = (id: string) =>
    gateway.fleet.peers.find((peer) => peer.members[0]?.memberId === id)?.name ?? '';
  for (const [i, hop] of route.entries()) {
    await expect(dashboard.hops.nth(i + 1)).toContainText(`${name(hop.from)} → ${name(hop.to)}`);
    await expect(dashboard.hops.nth(i + 1)).toContainText(hop.reason);
  }
  await expect(dashboard.inspector.getByText(/Owner/)).toContainText(name(route.at(-1)!.to));
  await expect(dashboard.inspector.getByText('the reply of the peer')).toHaveCount(0);
});

test('it plays in slow motion with the factor on the screen, and obeys its controls', async ({
  dashboard,
  page,
}) => {
  await dashboard.lookUp(KEY, 'birch');
  await expect(dashboard.controls).toContainText(/slowed [\d,]+×/);
  // So slow that a busy machine cannot play it to its end between two presses.
  for (let i = 0; i < 7; i++) await dashboard.controls.getByRole('button', { name: 'Slower' }).click();
  await dashboard.controls.getByRole('button', { name: 'From the start' }).click();
  await dashboard.controls.getByRole('button', { name: 'Pause' }).click();
  await dashboard.controls.getByRole('button', { name: 'Next hop' }).click();
  await expect(dashboard.controls).toContainText(/^[12] \//);
  await dashboard.controls.getByRole('button', { name: 'Show all' }).click();
  await expect(dashboard.controls).toContainText(/(\d+) \/ \1 hops?/);
  await page.waitForTimeout(300);
  await expect(dashboard.controls).toBeVisible();
  await dashboard.controls.getByRole('button', { name: 'Dismiss' }).click();
  await expect(dashboard.controls).toHaveCount(0);
});

test('a file name is looked up by its file id', async ({ dashboard, gateway }) => {
  const { entry } = gateway.fleet.store(
    'notes.txt',
    'text/plain',
    Buffer.from('x'),
    gateway.fleet.peerNamed('elm'),
  );
  await dashboard.lookUp('notes.txt');
  await expect(dashboard.inspector.getByText(`${entry.fileId.slice(0, 8)}…`)).toBeVisible();
});

test('a name that no file has says so and takes its SHA-256', async ({ dashboard }) => {
  await dashboard.lookUp('no such file');
  await expect(dashboard.inspector.getByText('No file is called “no such file”')).toBeVisible();
  await expect(dashboard.hops.first()).toContainText('Starts at');
});

test('with full membership there is one hop, or none at the owner', async ({ dashboard, page }) => {
  await dashboard.tab('Lookup');
  await page.getByLabel('Routing').selectOption({ label: 'Full membership' });
  await dashboard.lookUp(KEY, 'birch');
  await expect(dashboard.hops).toHaveCount(2);
  await expect(dashboard.hops.nth(1)).toContainText('member');
});

test('without motion every hop is told at once', async ({ dashboard, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await dashboard.lookUp(KEY, 'birch');
  await expect(dashboard.controls).toContainText(/(\d+) \/ \1 hops?/, { timeout: 1_500 });
});

test('classic and full-membership routing are told side by side, and either can be drawn', async ({
  dashboard,
}) => {
  await dashboard.lookUp(KEY, 'birch');
  await dashboard.inspector.getByRole('button', { name: 'Compare routings' }).click();
  const hops = dashboard.inspector.getByRole('row', { name: /^Hops/ }).getByRole('cell');
  await expect(hops).toHaveText([/^[2-9]$/, '1']);
  await expect(dashboard.inspector.getByText('Both found the same owner.')).toBeVisible();
  await dashboard.inspector.getByRole('button', { name: 'Draw' }).last().click();
  await expect(dashboard.controls).toContainText('/ 1 hop');
});
