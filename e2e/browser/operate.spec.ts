import { expect, test } from './fixture.ts';

test('a peer is added, and stands on the ring', async ({ dashboard }) => {
  await dashboard.tab('Fleet');
  await dashboard.inspector.getByRole('button', { name: 'Add a peer' }).click();
  await expect(dashboard.health).toHaveText('One ring of 9 members, in order');
});

test('a killed peer fails in sight, and is started again', async ({ dashboard, page }) => {
  const panel = await dashboard.openPeer('rowan');
  await panel.getByRole('button', { name: 'Kill' }).click();
  const dialog = page.getByRole('dialog', { name: 'Kill rowan?' });
  await dialog.getByRole('button', { name: 'Kill' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(dashboard.health).toHaveText('rowan failed; the ring of 7 has closed');
  await dashboard.tab('Fleet');
  await dashboard.inspector.getByRole('button', { name: 'Start' }).click();
  await expect(dashboard.health).toHaveText('One ring of 8 members, in order');
});

test('a stopped peer takes its leave', async ({ dashboard, page }) => {
  const panel = await dashboard.openPeer('rowan');
  await panel.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
  await expect(dashboard.health).toHaveText('One ring of 7 members, in order');
});

test('the peer with the last copy of a file is neither stopped nor killed: the file is named', async ({
  dashboard,
  gateway,
  page,
}) => {
  gateway.fleet.store('only-here.txt', 'text/plain', Buffer.from('x'), gateway.fleet.peerNamed('elm'));
  gateway.fleet.keepOnlyAt('elm');
  const panel = await dashboard.openPeer('elm');
  for (const name of ['Stop', 'Kill']) {
    await panel.getByRole('button', { name }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('alert')).toContainText('the last copy within reach of 1 file');
    await expect(dialog.getByRole('alert')).toContainText('only-here.txt');
    await expect(dialog.getByRole('button', { name })).toBeDisabled();
    await page.keyboard.press('Escape');
  }
});

test('where no launcher offers control, the page says so and offers none', async ({ dashboard, gateway }) => {
  gateway.withoutLauncher();
  await dashboard.tab('Fleet');
  await expect(dashboard.inspector.getByText('This fleet was not started by the launcher')).toBeVisible();
  await expect(dashboard.inspector.getByRole('button', { name: 'Add a peer' })).toHaveCount(0);
  const panel = await dashboard.openPeer('elm');
  await expect(panel.getByRole('button', { name: 'Kill' })).toHaveCount(0);
});
