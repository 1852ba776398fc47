// What comes from outside is wrong, huge or late: the page says so where it is shown, and stays a page.
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RECORDING_BYTES_MAX } from '../../packages/dashboard/src/time/recording.ts';
import { startFixtureGateway } from '../../packages/dashboard/test/fixture-gateway/fixture-gateway.ts';
import { expect, PAGES, test } from './fixture.ts';
import { DashboardPage } from './pages/dashboard-page.ts';

test('characters that hide or turn round what is read are written out in every place of a name', async ({
  dashboard,
  gateway,
  page,
}) => {
  const name = 'photo\u202Egnp.exe\u0007';
  const shown = 'photo⟨202E⟩gnp.exe⟨0007⟩';
  gateway.fleet.join('el\u202Em\u200Bo');
  gateway.fleet.store(name, 'text/plain', Buffer.from('x'), gateway.fleet.peerNamed('elm'));
  await expect(dashboard.peers.filter({ hasText: 'el⟨202E⟩m⟨200B⟩o' })).toBeVisible();
  await expect(dashboard.feed.getByText(`stored ${shown}`)).toBeVisible();
  const panel = await dashboard.openFile(shown);
  await expect(panel.getByRole('heading', { name: shown })).toBeVisible();
  await panel.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('dialog')).toContainText(shown);
  const text = (await page.locator('main').textContent()) ?? '';
  for (const unseen of ['\u202E', '\u200B', '\u0007']) expect(text).not.toContain(unseen);
});

test('ten thousand files are a page of them, and the search goes on working', async ({
  dashboard,
  gateway,
  page,
}) => {
  const all = Array.from({ length: 10_000 }, (_, i) => ({
    ...{ entryId: i.toString(16).padStart(64, '0'), fileId: i.toString(16).padStart(64, '0') },
    ...{
      name: `file ${i}.txt`,
      size: i,
      mediaType: 'text/plain',
      sha256: '',
      shared: false,
      createTimeMs: 0,
    },
    peerId: gateway.fleet.up[0]!.peerId,
  }));
  await page.route('**/api/files?*', (route) => {
    const parameters = new URL(route.request().url()).searchParams;
    const found = all.filter((entry) => entry.name.includes(parameters.get('q') ?? ''));
    const entries = found.slice(0, Number(parameters.get('page_size')));
    const nextPageToken = entries.length < found.length ? 'more' : '';
    return route.fulfill({ json: { entries, nextPageToken, partitionsAnswered: 16, partitionsTotal: 16 } });
  });
  await dashboard.tab('Files');
  const rows = dashboard.inspector.getByRole('listitem');
  await expect(rows).toHaveCount(100);
  const more = dashboard.inspector.getByRole('button', { name: 'More' });
  for (const count of [400, 1000]) {
    await more.click();
    await expect(rows).toHaveCount(count);
  }
  await expect(more).toHaveCount(0);
  await page.getByLabel('Search names in the fleet').fill('file 9999');
  await expect(rows).toHaveCount(1);
  expect(dashboard.complaints).toEqual([]);
});

test('a hundred thousand events leave the newest in the feed and the page at work', async ({
  dashboard,
  gateway,
}) => {
  const birch = gateway.fleet.peerNamed('birch');
  const owner = gateway.fleet.contact(birch);
  const lookup = { key: '0'.repeat(64), routing: 'classic', owner, hops: 1, ms: 1, error: '' } as const;
  for (let hundred = 0; hundred < 1_000; hundred += 1)
    gateway.fleet.burst('lookup.ended', birch, 100, (i) => ({ ...lookup, lookupId: `l${hundred}/${i}` }));
  gateway.fleet.join('willow');
  await expect(dashboard.peers.filter({ hasText: 'willow' })).toBeVisible({ timeout: 30_000 });
  await expect(dashboard.feed.getByText('10,000 events')).toBeVisible();
  await expect(dashboard.feed.getByText('joined by')).toBeVisible();
  const panel = await dashboard.openPeer('elm');
  await expect(panel.getByText('+2^255')).toBeVisible();
  expect(dashboard.complaints).toEqual([]);
});

test('a recording that is too large or broken off is refused, and one that goes wrong is shown up to there', async ({
  dashboard,
  gateway,
  page,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'acorde-recording-'));
  const input = dashboard.timeline.getByLabel('Open recording').last();
  const file = join(folder, 'x.json');
  const open = async (text: string) => {
    await writeFile(file, text);
    await input.setInputFiles(file);
  };
  const frames = [0, 1].map((i) => ({ atMs: 1_000 * (i + 1), message: gateway.fleet.snapshot() }));
  const whole = JSON.stringify({ format: 'acorde-recording/1', frames: [...frames, { atMs: 'late' }] });
  try {
    await open(whole.slice(0, -20));
    await expect(dashboard.timeline.getByRole('alert')).toHaveText('That file is not a recording of Acorde.');
    await open('');
    await truncate(file, RECORDING_BYTES_MAX + 1);
    await input.setInputFiles(file);
    await expect(dashboard.timeline.getByRole('alert')).toContainText('too large');
    await open(whole);
    await expect(page.getByText(/You see the recording “x.json”/)).toBeVisible();
    await expect(dashboard.peers).toHaveCount(8);
    expect(dashboard.complaints).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

const WRONG = ['not json', 'null', '[]', '{}', '{"peer":{},"members":[5],"entries":[null],"processes":{}}'];

test('answers that make no sense are said to be wrong where they would be shown', async ({
  dashboard,
  gateway,
  page,
}) => {
  gateway.fleet.store('notes.txt', 'text/plain', Buffer.from('n'), gateway.fleet.peerNamed('elm'));
  await expect(dashboard.peers).toHaveCount(8);
  for (const body of WRONG) {
    await page.route(/\/api\/(peers|files|audit|control|lookup)/, (route) =>
      route.fulfill({ contentType: 'application/json', body }),
    );
    await dashboard.openPeer('hazel');
    await expect(dashboard.inspector.getByText(/BAD_ANSWER/)).toBeVisible();
    await page.keyboard.press('Escape');
    await dashboard.tab('Files');
    await expect(dashboard.inspector.getByText(/BAD_ANSWER/)).toBeVisible();
    await dashboard.lookUp('9'.repeat(64));
    await expect(dashboard.inspector.getByText(/BAD_ANSWER/).first()).toBeVisible();
    await dashboard.tab('Fleet');
    await expect(dashboard.inspector.getByText('All 8 peers are up')).toBeVisible();
    await page.unroute(/\/api\/(peers|files|audit|control|lookup)/);
  }
  const panel = await dashboard.openPeer('elm');
  await expect(panel.getByText('+2^255')).toBeVisible();
  expect(dashboard.complaints).toEqual([]);
});

test('a peer that answers late keeps nobody waiting for the rest', async ({ dashboard, gateway, page }) => {
  const { peerId } = gateway.fleet.peerNamed('hazel');
  let answer = () => {};
  const late = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route(`**/api/peers/${peerId}`, async (route) => {
    await late;
    await route.continue();
  });
  const panel = await dashboard.openPeer('hazel');
  gateway.fleet.join('willow');
  await expect(dashboard.health).toHaveText('One ring of 9 members, in order');
  answer();
  await expect(panel.getByText('+2^255')).toBeVisible();
});

test('a gateway that starts anew is read anew, without a reload', async ({ page }) => {
  const first = await startFixtureGateway({ pages: PAGES, epoch: 'first' });
  const dashboard = new DashboardPage(page);
  await dashboard.open(first.url);
  await expect(dashboard.peers).toHaveCount(8);
  await first.close();
  await expect(dashboard.banner).toContainText('No word from the gateway');
  await dashboard.tab('Files');
  await expect(dashboard.inspector.getByText(/The gateway does not answer/)).toBeVisible();
  const names = ['ash', 'beech', 'fir'];
  const port = Number(new URL(first.url).port);
  const second = await startFixtureGateway({ pages: PAGES, epoch: 'second', port, names });
  try {
    await expect(dashboard.health).toHaveText('One ring of 3 members, in order', { timeout: 15_000 });
    await dashboard.tab('Peers');
    await expect(dashboard.peers).toHaveCount(3);
    await expect(dashboard.feed.getByText(/The page read everything anew/)).toBeVisible();
  } finally {
    await second.close();
  }
});
