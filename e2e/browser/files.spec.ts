import { readFile } from 'node:fs/promises';
import { expect, test } from './fixture.ts';

const file = (name: string, text = 'Hola') => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

test('a chosen file is stored, and its copies are told and drawn', async ({ dashboard, page }) => {
  await dashboard.upload([file('saludo.txt')]);
  const panel = page.getByRole('article', { name: 'saludo.txt' });
  await expect(panel.getByText('Fully replicated: 3 copies')).toBeVisible();
  await expect(panel.getByText('Stored · 4 B')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Legend' }).getByText('copy of the file')).toBeVisible();
  expect(dashboard.complaints).toEqual([]);
});

test('the same file again is said to have been there', async ({ dashboard, page }) => {
  await dashboard.upload([file('twice.txt')]);
  await expect(page.getByText('Stored · 4 B')).toBeVisible();
  await page.getByRole('button', { name: 'Back' }).click();
  await dashboard.upload([file('twice.txt')]);
  await expect(page.getByText('Was there already · 4 B')).toBeVisible();
});

test('a file that is dropped anywhere is uploaded', async ({ dashboard, page }) => {
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }));
    return data;
  });
  await dashboard.ring.dispatchEvent('dragover', { dataTransfer: transfer });
  await expect(page.getByText('Drop files and folders here')).toBeVisible();
  await dashboard.ring.dispatchEvent('drop', { dataTransfer: transfer });
  await expect(page.getByRole('article', { name: 'dropped.txt' })).toBeVisible();
});

test('a download has the same bytes and the name', async ({ dashboard, page }) => {
  await dashboard.upload([file('back.txt', 'the same bytes')]);
  const panel = page.getByRole('article', { name: 'back.txt' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    panel.getByRole('link', { name: 'Download' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('back.txt');
  expect(await readFile(await download.path(), 'utf8')).toBe('the same bytes');
});

test('a delete asks first, and says what goes', async ({ dashboard, gateway, page }) => {
  await dashboard.upload([file('old.txt')]);
  const panel = page.getByRole('article', { name: 'old.txt' });
  await panel.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete this file?' });
  await expect(dialog).toContainText('old.txt');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(gateway.fleet.files.size).toBe(1);
  await panel.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(panel).toHaveCount(0);
  expect(gateway.fleet.files.size).toBe(0);
});

test('search says how many partitions answered', async ({ dashboard, gateway, page }) => {
  for (const name of ['alpha.txt', 'beta.txt', '音乐.mp3']) {
    gateway.fleet.store(name, 'text/plain', Buffer.from(name), gateway.fleet.peerNamed('elm'));
  }
  await dashboard.tab('Files');
  await page.getByLabel('Search names in the fleet').fill('音');
  await expect(dashboard.inspector.getByRole('listitem')).toHaveCount(1);
  await expect(dashboard.inspector.getByText('16 of 16 partitions answered')).toBeVisible();
  await page.getByLabel('Search names in the fleet').fill('nothing like it');
  await expect(dashboard.inspector.getByText('No file name contains “nothing like it”.')).toBeVisible();
});

test('fewer copies than wanted is a warning, as soon as a holder fails', async ({
  dashboard,
  gateway,
  page,
}) => {
  await dashboard.upload([file('careful.txt')]);
  const panel = page.getByRole('article', { name: 'careful.txt' });
  await expect(panel.getByText('Fully replicated: 3 copies')).toBeVisible();
  const holder = [...gateway.fleet.files.values()][0]!.holders[2]!;
  gateway.fleet.fail(gateway.fleet.peers.find((peer) => peer.peerId === holder)!.name);
  await expect(panel.getByText('2 of 3 copies; more are being made')).toBeVisible();
});

const CORPUS = [
  '<img src=x onerror="window.broken=1">.txt',
  '"><script>window.broken=1</script>',
  "javascript:window.broken=1//'.txt",
  '{{window.broken=1}}<svg/onload=window.broken=1>.txt',
];

test('names are text: markup in them is shown and never run', async ({ dashboard, gateway, page }) => {
  for (const name of CORPUS)
    gateway.fleet.store(name, 'text/html', Buffer.from(name), gateway.fleet.peerNamed('elm'));
  await dashboard.tab('Files');
  for (const name of CORPUS) {
    await expect(dashboard.inspector.getByText(name, { exact: true })).toBeVisible();
    await dashboard.openFile(name);
    await page.getByRole('button', { name: 'Back' }).click();
  }
  await dashboard.feed.getByLabel('Filter by text').fill('<img');
  await expect(dashboard.feed.getByText('stored <img')).toBeVisible();
  expect(await page.evaluate(() => 'broken' in window)).toBe(false);
  expect(dashboard.complaints).toEqual([]);
});

test('a link to a file that is gone says so', async ({ gateway, page, dashboard }) => {
  await page.goto(`${gateway.url}/?file=${'0'.repeat(64)}`);
  await expect(dashboard.inspector.getByText('No file has this id any more.')).toBeVisible();
});

test('a text is shown as text, whatever it says, and only when asked for', async ({
  dashboard,
  gateway,
  page,
}) => {
  const words = '<script>document.title = "owned"</script> and more';
  gateway.fleet.store('page.html', 'text/html', Buffer.from(words), gateway.fleet.peerNamed('elm'));
  const panel = await dashboard.openFile('page.html');
  await expect(panel.locator('pre')).toHaveCount(0);
  await panel.getByRole('button', { name: 'Show' }).click();
  await expect(panel.locator('pre')).toHaveText(words);
  await expect(page).toHaveTitle('Acorde');
});

test('a picture is shown, and one that is none says so', async ({ dashboard, gateway }) => {
  const pixel = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  gateway.fleet.store('dot.png', 'image/png', pixel, gateway.fleet.peerNamed('elm'));
  gateway.fleet.store('not.png', 'image/png', Buffer.from('no picture'), gateway.fleet.peerNamed('elm'));
  const panel = await dashboard.openFile('dot.png');
  await panel.getByRole('button', { name: 'Show' }).click();
  await expect(panel.getByRole('img', { name: 'dot.png' })).toHaveJSProperty('naturalWidth', 1);
  await panel.getByRole('button', { name: 'Back' }).click();
  const other = await dashboard.openFile('not.png');
  await other.getByRole('button', { name: 'Show' }).click();
  await expect(other.getByText('It cannot be shown here.')).toBeVisible();
});

test('files are sorted by size or time, and it is said when only a part of them is', async ({
  dashboard,
  gateway,
  page,
}) => {
  const elm = gateway.fleet.peerNamed('elm');
  gateway.fleet.store('a-small.txt', 'text/plain', Buffer.from('x'), elm);
  gateway.fleet.store('b-large.txt', 'text/plain', Buffer.from('x'.repeat(5_000)), elm);
  await dashboard.tab('Files');
  const rows = dashboard.inspector.getByRole('list').getByRole('listitem');
  await expect(rows.first()).toContainText('a-small.txt');
  await page.getByLabel('Sort', { exact: true }).selectOption('largest');
  await expect(rows.first()).toContainText('b-large.txt');
  for (let i = 0; i < 120; i += 1)
    gateway.fleet.store(`many-${i}.txt`, 'text/plain', Buffer.from(`n${i}`), elm);
  await expect(dashboard.inspector.getByText(/sorted among the first 100 by name/)).toBeVisible();
  await page.getByLabel('Sort', { exact: true }).selectOption('name');
  await expect(dashboard.inspector.getByText(/sorted among/)).toHaveCount(0);
});
