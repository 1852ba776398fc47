import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixture.ts';

test('a join is told step by step while the new peer comes to stand on the ring', async ({
  dashboard,
  page,
}) => {
  await dashboard.tab('Fleet');
  await dashboard.inspector.getByRole('button', { name: 'A join' }).click();
  const card = page.getByRole('region', { name: 'A peer joins' });
  await expect(card.getByRole('status')).toContainText('Next starts a real process');
  await card.getByRole('button', { name: 'Next' }).click();
  await expect(card.getByRole('status')).toContainText('new-9 looks its own identifier up');
  await expect(page.getByRole('article', { name: 'new-9' })).toBeVisible();
  await expect(card.getByText(/^Seen here after/)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  for (const name of ['Next', 'Next', 'End']) await card.getByRole('button', { name }).click();
  await expect(card).toHaveCount(0);
  expect(dashboard.complaints).toEqual([]);
});

test('a lookup goes the longest way, and the ring follows', async ({ dashboard, page }) => {
  await dashboard.tab('Fleet');
  await dashboard.inspector.getByRole('button', { name: 'A lookup' }).click();
  const card = page.getByRole('region', { name: 'A key is looked up' });
  await card.getByRole('button', { name: 'Next' }).click();
  await expect(dashboard.controls).toBeVisible();
  await expect(dashboard.inspector.getByText(/Owner/)).toBeVisible();
  await card.getByRole('button', { name: 'Next' }).click();
  await expect(dashboard.controls.getByText('1 / 1 hop')).toBeVisible();
});

test('where nothing can be killed the scene says so, and can be closed', async ({
  dashboard,
  gateway,
  page,
}) => {
  gateway.withoutLauncher();
  await dashboard.tab('Fleet');
  await dashboard.inspector.getByRole('button', { name: 'Crash and repair' }).click();
  const card = page.getByRole('region', { name: 'A crash and its repair' });
  await expect(card.getByRole('alert')).toContainText('no launcher offers that here');
  await card.getByRole('button', { name: 'Close the scene' }).click();
  await expect(card).toHaveCount(0);
});

test('on a phone the ring stays in sight while a scene is told', async ({ dashboard, page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await dashboard.tab('Fleet');
  await dashboard.inspector.getByRole('button', { name: 'A join' }).click();
  const card = page.getByRole('region', { name: 'A peer joins' });
  await card.getByRole('button', { name: 'Next' }).click();
  await expect(card.getByText(/^Seen here after/)).toBeVisible();
  await expect(dashboard.ring).toBeVisible();
});

test('the scene that no real network offers leads to the lab, which begins it', async ({
  dashboard,
  page,
}) => {
  await dashboard.tab('Fleet');
  await dashboard.inspector.getByRole('link', { name: 'A split (lab)' }).click();
  const card = page.getByRole('region', { name: 'A split' });
  await expect(card.getByRole('status')).toHaveText('Sixteen members in one ring.');
  await card.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('16 / 16')).toBeVisible();
  await expect(card.getByRole('status')).toContainText('The network is cut in two.');
});
