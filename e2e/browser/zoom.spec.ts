import { expect, test } from './fixture.ts';

test('the wheel comes closer where the pointer is, and what stands there stays', async ({
  dashboard,
  gateway,
  page,
}) => {
  const box = (await dashboard.ring.boundingBox())!;
  const peer = gateway.fleet.peerNamed('cedar');
  const angle = (Number.parseInt(peer.members[0]!.memberId.slice(0, 13), 16) / 16 ** 13) * 2 * Math.PI;
  const radius = Math.min(box.width / 2 - 196, box.height / 2 - 34);
  const at = {
    x: box.x + box.width / 2 + Math.sin(angle) * radius,
    y: box.y + box.height / 2 - Math.cos(angle) * radius,
  };
  await page.mouse.move(at.x, at.y);
  await expect(async () => {
    await page.mouse.wheel(0, -300);
    await expect(dashboard.stage.getByText(/^[\d.]+×$/)).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.mouse.click(at.x, at.y);
  await expect(page.getByRole('article', { name: 'cedar' })).toBeVisible();
  await page.getByRole('button', { name: 'Whole ring' }).click();
  await expect(page.getByText('One ring, in order')).toBeVisible();
});

test('buttons and arrow keys do the same: the walk takes the view along', async ({ dashboard, page }) => {
  const zoom = page.getByRole('toolbar', { name: 'Zoom' });
  await expect(zoom.getByRole('button', { name: 'Farther' })).toBeDisabled();
  for (let i = 0; i < 4; i++) await zoom.getByRole('button', { name: 'Closer' }).click();
  await expect(dashboard.stage.getByText('16×', { exact: true })).toBeVisible();
  await dashboard.ring.focus();
  await page.keyboard.press('ArrowRight');
  const box = (await dashboard.ring.boundingBox())!;
  // The member that the keyboard came to is in the middle now.
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page.getByRole('article')).toBeVisible();
});

test('a drag moves the ring and opens nobody', async ({ dashboard, page }) => {
  const zoom = page.getByRole('toolbar', { name: 'Zoom' });
  await zoom.getByRole('button', { name: 'Closer' }).click();
  const box = (await dashboard.ring.boundingBox())!;
  await page.mouse.move(box.x + 300, box.y + 300);
  await page.mouse.down();
  await page.mouse.move(box.x + 420, box.y + 380, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByRole('article')).toHaveCount(0);
});

test.describe('a thousand peers', () => {
  test.use({ peerCount: 1_000 });

  test('are all on the ring, in the table and in words', async ({ dashboard, page }) => {
    await expect(dashboard.health).toHaveText('One ring of 1,000 members, in order');
    await expect(dashboard.ring).toHaveAccessibleName(/Ring of 1,000 members/);
    // Of the rows, only those in sight exist.
    expect(await dashboard.peers.count()).toBeLessThan(80);
    await page.keyboard.press('/');
    await page.keyboard.type('peer-777');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('article', { name: 'peer-777' })).toBeVisible();
  });
});

test.describe('three peers', () => {
  test.use({ peerCount: 3 });

  test('are a ring too', async ({ dashboard }) => {
    await expect(dashboard.health).toHaveText('One ring of 3 members, in order');
    await expect(dashboard.peers).toHaveCount(3);
  });
});
