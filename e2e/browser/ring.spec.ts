import { expect, test } from './fixture.ts';

test('the ring, its table and its health agree on eight peers', async ({ dashboard }) => {
  await expect(dashboard.health).toHaveText('One ring of 8 members, in order');
  await expect(dashboard.peers).toHaveCount(8);
  await expect(dashboard.ring).toHaveAccessibleName(/Ring of 8 members/);
  expect(dashboard.complaints).toEqual([]);
});

test('a peer that joins is seen within a second', async ({ dashboard, gateway }) => {
  await expect(dashboard.peers).toHaveCount(8);
  gateway.fleet.join('willow');
  await expect(dashboard.peers.filter({ hasText: 'willow' })).toBeVisible({ timeout: 1_000 });
  await expect(dashboard.health).toHaveText('One ring of 9 members, in order');
});

test('a peer that fails is a cross with its reason, within a second', async ({ dashboard, gateway }) => {
  await expect(dashboard.peers).toHaveCount(8);
  gateway.fleet.fail('elm');
  await expect(dashboard.peers.filter({ hasText: 'elm' }).getByRole('img', { name: 'failed' })).toBeVisible({
    timeout: 1_000,
  });
  await expect(dashboard.health).toHaveText('elm failed; the ring of 7 has closed');
  const panel = await dashboard.openPeer('elm');
  await expect(panel.getByRole('alert')).toHaveText('Failed: connection refused');
});

test('a peer that leaves vanishes within a second', async ({ dashboard, gateway }) => {
  await expect(dashboard.peers).toHaveCount(8);
  gateway.fleet.leave('maple');
  await expect(dashboard.peers).toHaveCount(7, { timeout: 1_000 });
});

test('a suspect is a triangle while it is checked', async ({ dashboard, gateway }) => {
  gateway.fleet.suspect('rowan');
  await expect(
    dashboard.peers.filter({ hasText: 'rowan' }).getByRole('img', { name: 'suspect' }),
  ).toBeVisible();
  await expect(dashboard.health).toHaveText('Checking rowan');
});

test('arrows walk the ring in order of place, Enter opens, Esc closes', async ({
  dashboard,
  gateway,
  page,
}) => {
  const [first, second] = gateway.fleet.ids.map(
    (id) => gateway.fleet.peers.find((peer) => peer.members[0]?.memberId === id)?.name,
  );
  await dashboard.ring.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('p[aria-live=polite]')).toContainText(first ?? '');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article', { name: second ?? '' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dashboard.peers).toHaveCount(8);
});

test('a press on a mark opens the peer that stands there', async ({ dashboard, gateway, page }) => {
  const box = await dashboard.ring.boundingBox();
  const peer = gateway.fleet.peerNamed('cedar');
  const angle = (Number.parseInt(peer.members[0]!.memberId.slice(0, 13), 16) / 16 ** 13) * 2 * Math.PI;
  const radius = Math.min(box!.width / 2 - 196, box!.height / 2 - 40);
  await page.mouse.click(
    box!.x + box!.width / 2 + Math.sin(angle) * radius,
    box!.y + box!.height / 2 - Math.cos(angle) * radius,
  );
  await expect(page.getByRole('article', { name: 'cedar' })).toBeVisible();
});

test('the panel shows neighbours, fingers and the command that asks for the same', async ({
  dashboard,
  gateway,
  page,
}) => {
  const panel = await dashboard.openPeer('hazel');
  const { members, api } = gateway.fleet.peerNamed('hazel');
  for (const id of [members[0]!.predecessor!, ...members[0]!.successors]) {
    await expect(panel.getByText(id.slice(0, 8)).first()).toBeVisible();
  }
  await expect(panel.getByText('+2^255')).toBeVisible();
  await expect(panel.locator('pre')).toHaveText(
    `npx buf curl --http2-prior-knowledge ${api}/acorde.v1.StateService/GetState`,
  );
  await page.reload();
  await expect(page.getByRole('article', { name: 'hazel' })).toBeVisible();
});

test('the table sorts by what its heads say', async ({ dashboard, page }) => {
  await page.getByRole('button', { name: 'Name' }).click();
  await expect(dashboard.peers.first()).toContainText('birch');
  await page.getByRole('button', { name: 'Name' }).click();
  await expect(dashboard.peers.first()).toContainText('rowan');
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending');
});
