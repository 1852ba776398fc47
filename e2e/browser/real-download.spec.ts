// A download through the page on eight real processes: its pieces and what each peer gives are drawn while it comes, one
// of the givers is killed on the way, and it completes with the right hash. That is the film of the README, when
// ACORDE_FILM names a file.
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, type Locator, test } from '@playwright/test';
import { api, eventually, type FleetPeer, type RunningFleet, startFleet } from '../support/fleet.ts';
import { DashboardPage } from './pages/dashboard-page.ts';
import { startFilm } from './support/film.ts';

test.describe.configure({ mode: 'serial', timeout: 150_000 });

const MIB = 1024 * 1024;
const CHUNKS = 40;
const TRIES = 12;
/** Slow enough to look at and to kill in the middle, whatever the machine. */
const SLOW_BYTES_PER_SECOND = 6 * MIB;

interface Stored {
  readonly id: string;
  readonly name: string;
  readonly sha256: string;
  readonly holders: readonly string[];
}

let fleet: RunningFleet;
/** The peer that the gateway asks: the first one of the fleet that is well. It has no copy of the file. */
let asked: FleetPeer;
let file: Stored;

test.beforeAll(async () => {
  test.setTimeout(150_000);
  fleet = await startFleet();
  const { peers } = (await (await fetch(`${fleet.dashboard}/api/fleet`)).json()) as {
    peers: { id: string }[];
  };
  asked = fleet.peers.find(({ id }) => id === peers[0]!.id)!;
  file = await storeElsewhere();
  const limits = await fetch(`${asked.api}/v1/limits?down=${SLOW_BYTES_PER_SECOND}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fleet.token}` },
  });
  expect(limits.status).toBe(200);
});
test.afterAll(async () => {
  await fleet?.dispose();
});

/** Puts files of fresh bytes until one has three copies none of which is at the peer that will be asked. */
async function storeElsewhere(): Promise<Stored> {
  for (let i = 0; i < TRIES; i += 1) {
    const bytes = randomBytes(CHUNKS * MIB + 17);
    const name = `film-${i}.bin`;
    const taker = fleet.peers.find(({ id }) => id !== asked.id)!;
    const { id } = (await (await api(fleet, taker).put(name, bytes)).json()) as { id: string };
    const holders = await eventually(
      'three copies',
      30_000,
      () => holdersOf(id),
      (ids) => ids.length === 3,
    );
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (!holders.includes(asked.id)) return { id, name, sha256, holders };
  }
  throw new Error('every file had a copy at the first peer');
}

async function holdersOf(fileId: string): Promise<string[]> {
  const reply = await fetch(`${fleet.dashboard}/api/files/${fileId}/stat`);
  const { holders } = (await reply.json()) as { holders: { peerId: string; complete: boolean }[] };
  return holders.filter(({ complete }) => complete).map(({ peerId }) => peerId);
}

const piecesDone = async (bar: Locator) => Number((await bar.getAttribute('aria-valuenow')) ?? 0);

test('a download is paused in the page and goes on to the right end', async ({ page }) => {
  const dashboard = new DashboardPage(page);
  await dashboard.open(fleet.dashboard);
  const panel = await dashboard.openFile(file.name);
  const arrives = page.waitForEvent('download');
  await panel.getByRole('link', { name: 'Download' }).click();
  const row = panel.getByRole('list', { name: 'Transfers' }).getByRole('listitem').first();
  await expect.poll(() => piecesDone(row.getByRole('progressbar', { name: /^Download/ }))).toBeGreaterThan(2);
  await row.getByRole('button', { name: 'Pause' }).click();
  await expect(row.getByText(/^paused/)).toBeVisible();
  await row.getByRole('button', { name: 'Resume' }).click();
  const bytes = await readFile(await (await arrives).path());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
});

test('a giver is killed in mid-download, which goes on from the others and ends with the right bytes', async ({
  page,
}) => {
  const dashboard = new DashboardPage(page);
  const film = await startFilm(page);
  await dashboard.open(fleet.dashboard);
  const panel = await dashboard.openFile(file.name);
  await film.moment('A file of 40 MiB, with three copies in a fleet of eight peers.');
  const arrives = page.waitForEvent('download');
  await panel.getByRole('link', { name: 'Download' }).click();
  const row = panel.getByRole('list', { name: 'Transfers' }).getByRole('listitem').first();
  const bar = row.getByRole('progressbar', { name: /^Download/ });
  await expect.poll(() => piecesDone(bar)).toBeGreaterThan(4);
  const givers = row.getByRole('list', { name: 'Who gives it' }).getByRole('listitem');
  await expect.poll(() => givers.count()).toBeGreaterThan(1);
  const victim = fleet.peers.find(({ id }) => id === file.holders[0])!;
  await row.scrollIntoViewIfNeeded();
  await film.moment(`Its download begins: ${asked.name} takes pieces from several peers at once.`);
  process.kill(victim.pid, 'SIGKILL');
  await expect(givers.filter({ hasText: victim.name })).toContainText('given up', { timeout: 10_000 });
  await film.moment(`${victim.name}, one of them, is killed (kill -9): the ring closes, the others go on.`);
  expect(await piecesDone(bar)).toBeLessThan(CHUNKS);
  const download = await arrives;
  const bytes = await readFile(await download.path());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
  await expect(row.getByText(/^done/)).toBeVisible();
  await film.moment('It ends with the right bytes: the hash of what arrived is the hash of what was put in.');
  await film.end();
});
