import { expect, test } from './fixture.ts';

for (const width of [360, 640, 900, 1024]) {
  test(`nothing is cut off at ${width} px`, async ({ dashboard, page }) => {
    await page.setViewportSize({ width, height: 740 });
    for (const tab of width < 640
      ? (['Ring', 'Peers', 'Files', 'Lookup', 'Events'] as const)
      : (['Peers', 'Files', 'Lookup'] as const)) {
      await dashboard.tab(tab);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(width);
      await expect(dashboard.inspector.or(dashboard.ring).first()).toBeAttached();
    }
  });
}

test('the theme can be chosen and is kept', async ({ dashboard, page }) => {
  await page.getByRole('button', { name: /^Theme/ }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.getByRole('button', { name: /^Theme/ }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(dashboard.complaints).toEqual([]);
});

test('the page speaks Spanish', async ({ page, dashboard }) => {
  await page.getByRole('button', { name: 'en: Language' }).click();
  await expect(dashboard.health).toHaveText('Un anillo de 8 miembros, en orden');
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
});

test('search finds peers, files and keys by keyboard alone', async ({ dashboard, page, gateway }) => {
  await expect(dashboard.peers).toHaveCount(8);
  gateway.fleet.store('notes.txt', 'text/plain', Buffer.from('n'), gateway.fleet.peerNamed('elm'));
  await page.keyboard.press('/');
  await page.keyboard.type('notes');
  await expect(page.getByRole('option', { name: 'notes.txt' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article', { name: 'notes.txt' })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('haz');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article', { name: 'hazel' })).toBeVisible();
});
