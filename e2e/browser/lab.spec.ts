import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixture.ts';

test('half of the lab is killed, and the ring closes again by itself', async ({ gateway, page }) => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${gateway.url}/lab/`);
  await expect(page.getByRole('status').first()).toContainText('One ring, in order');
  await expect(page.getByText('128 / 128')).toBeVisible();
  await page.getByRole('button', { name: 'Kill half' }).click();
  await expect(page.getByText('64 / 128')).toBeVisible();
  await page.getByLabel('Speed of time').selectOption('5');
  await page.getByRole('button', { name: 'Let time pass' }).click();
  await expect(page.getByRole('status').first()).toContainText('One ring, in order', { timeout: 20_000 });
  await expect(page.getByRole('img', { name: 'Members not in place, over virtual time' })).toBeVisible();
  await page.getByRole('button', { name: 'Look a key up' }).click();
  await expect(page.getByText(/hops?, .* of virtual time; the right owner/)).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a lesson is told in steps while the ring shows them', async ({ gateway, page }) => {
  await page.goto(`${gateway.url}/lab/`);
  await expect(page.getByRole('status').first()).toContainText('One ring, in order');
  await page.getByRole('button', { name: 'A split' }).click();
  await expect(page.getByText('16 / 16')).toBeVisible();
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('The network is cut in two.')).toBeVisible();
  await expect(page.getByText('2 of 4')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});
