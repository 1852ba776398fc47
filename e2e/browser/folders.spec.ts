// Folders through the page: chosen, dropped, shown as a tree. On real files, by the browser's own picker and drag.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { FOLDER_TYPE, readFolderList } from '../../packages/protocol/src/folder-list.ts';
import { expect, test } from './fixture.ts';

let folder: string;

test.beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'acorde-folder-')), 'trip');
  await mkdir(join(folder, 'day one', 'empty'), { recursive: true });
  await writeFile(join(folder, 'plan.txt'), 'the plan');
  await writeFile(join(folder, 'day one', 'río.txt'), 'water');
});
test.afterEach(async () => {
  await rm(join(folder, '..'), { recursive: true, force: true });
});

test('a chosen folder is kept as a tree, and shown as one', async ({ dashboard, gateway, page }) => {
  await dashboard.tab('Files');
  await page.getByLabel('Choose a folder').setInputFiles(folder);
  const panel = page.getByRole('article', { name: 'trip' });
  await expect(panel.getByText('Stored · 2 files · 13 B')).toBeVisible();
  await expect(panel.getByText('2 files, 13 B', { exact: true })).toBeVisible();
  await expect(panel.getByRole('button', { name: 'plan.txt' })).toBeVisible();
  await expect(panel.getByText('río.txt')).toBeHidden();
  await panel.getByText('day one').click();
  await panel.getByRole('button', { name: 'río.txt' }).click();
  await expect(page.getByRole('article', { name: 'río.txt' })).toBeVisible();
  const list = [...gateway.fleet.files.values()].find(({ entries }) => entries[0]?.mediaType === FOLDER_TYPE);
  expect(readFolderList(String(list?.bytes)).map(({ path }) => path)).toEqual([
    'day one/río.txt',
    'plan.txt',
  ]);
  expect(dashboard.complaints).toEqual([]);
});

test('a folder that is dropped anywhere is uploaded beside the files that come with it', async ({
  dashboard,
  page,
}) => {
  const alone = join(folder, '..', 'alone.txt');
  await writeFile(alone, 'alone');
  await drop(page, [folder, alone]);
  await dashboard.tab('Files');
  const uploads = page.getByRole('list', { name: 'Uploads' });
  await expect(uploads.getByText('Stored · 2 files · 13 B')).toBeVisible();
  await expect(uploads.getByText('Stored · 5 B')).toBeVisible();
});

test('a folder half of which is refused says which file and why; trying again sends that one alone', async ({
  dashboard,
  page,
}) => {
  let refused = 0;
  let sent = 0;
  await page.route('**/api/files?name=*', async (route) => {
    sent += 1;
    if (!route.request().url().includes('plan.txt') || refused > 0) return route.continue();
    refused += 1;
    await route.fulfill({
      status: 507,
      json: { code: 'DISK_FULL', detail: 'the disk is full', status: 507 },
    });
  });
  await dashboard.tab('Files');
  await page.getByLabel('Choose a folder').setInputFiles(folder);
  const uploads = page.getByRole('list', { name: 'Uploads' });
  await expect(uploads.getByRole('alert')).toHaveText('Failed: the disk is full');
  await expect(uploads.getByRole('list', { name: 'Failed' })).toContainText('plan.txt');
  await uploads.getByRole('button', { name: 'Try again' }).click();
  await expect(uploads.getByText('Stored · 2 files · 13 B')).toBeVisible();
  expect(sent).toBe(4);
});

test('cancelled, nothing more of it is sent', async ({ dashboard, gateway, page }) => {
  await page.route('**/api/files?name=*', () => {});
  await dashboard.tab('Files');
  await page.getByLabel('Choose a folder').setInputFiles(folder);
  const uploads = page.getByRole('list', { name: 'Uploads' });
  await expect(uploads.getByRole('list', { name: 'On their way' }).getByRole('listitem')).toHaveCount(2);
  await uploads.getByRole('button', { name: 'Cancel' }).click();
  await expect(uploads.getByText('Cancelled · 0 of 2 files')).toBeVisible();
  expect(gateway.fleet.files.size).toBe(0);
});

test('a list that is none says so instead of showing it', async ({ dashboard, gateway }) => {
  const bad = Buffer.from('{"acordeFolder":1,"files":[{"path":"../../etc/passwd"}]}');
  gateway.fleet.store('trap', FOLDER_TYPE, bad, gateway.fleet.peerNamed('elm'));
  const panel = await dashboard.openFile('trap');
  await expect(panel.getByText('This is no folder that can be shown: a path is not safe.')).toBeVisible();
});

test('a file is pinned at a peer of choice, which has a copy then', async ({ dashboard, gateway, page }) => {
  gateway.fleet.store('keep.txt', 'text/plain', Buffer.from('k'), gateway.fleet.peerNamed('birch'));
  const panel = await dashboard.openFile('keep.txt');
  await panel.getByRole('button', { name: 'Pin' }).click();
  const dialog = page.getByRole('dialog', { name: 'Pin this file at a peer' });
  await expect(dialog.getByRole('option').last()).toHaveText(/has a copy/);
  await dialog.getByLabel('Peer').selectOption({ label: 'rowan' });
  await dialog.getByRole('button', { name: 'Pin' }).click();
  await expect(dialog.getByRole('status')).toHaveText('rowan keeps it.');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(panel.getByText('Fully replicated: 4 copies')).toBeVisible();
  await expect(panel.getByRole('button', { name: /^rowan/ })).toContainText('complete');
});

/** As a drag from the system's files: the page gets what a reader's drop would give it. */
async function drop(page: Page, paths: readonly string[]): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await client.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data });
}
