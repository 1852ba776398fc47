// The dashboard of a real fleet: how soon it shows that a process is dead or silent, and how fast a large file goes
// through it, beside curl to the same peer.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { type RunningFleet, startFleet } from '../../e2e/support/fleet.ts';
import type { Say } from '../dashboard.ts';
import { runCommand } from './command.ts';
import { openTab, type Tab } from './dashboard-browser.ts';

const MIB = 1024 * 1024;
const SHOWN_TIMEOUT_MS = 30_000;
const FILE_TIMEOUT_MS = 240_000;

export async function measureFailures(browser: Browser, say: Say): Promise<void> {
  const fleet = await startFleet();
  try {
    const tab = await openTab(browser, `${fleet.dashboard}/?view=peers`);
    await tab.page.getByRole('tabpanel').locator('tbody').getByRole('row').nth(7).waitFor();
    const killed = await shownAfterMs(fleet, tab, 7, 'SIGKILL');
    say('a killed process is shown after', `${killed} ms`, '<= 1000 ms');
    const silent = await shownAfterMs(fleet, tab, 5, 'SIGSTOP');
    process.kill(fleet.peers[5]!.pid, 'SIGCONT');
    say('a silent one (SIGSTOP) is shown after', `${silent} ms`, '<= 5000 ms');
    await tab.close();
  } finally {
    for (const { pid } of fleet.peers.slice(5, 6)) spawnSync('kill', ['-CONT', String(pid)]);
    await fleet.dispose();
  }
}

/** From the signal to the row that says it, looked at in every frame. */
async function shownAfterMs(
  fleet: RunningFleet,
  tab: Tab,
  index: number,
  signal: NodeJS.Signals,
): Promise<number> {
  const { name, pid } = fleet.peers[index]!;
  const shown = tab.page.evaluate(whenFailed(name)) as Promise<number>;
  const atMs = Date.now();
  process.kill(pid, signal);
  return (await shown) - atMs;
}

/** In the page: Unix milliseconds of the first frame in which the peer's row says that it failed. */
const whenFailed = (name: string) => `new Promise((resolve, reject) => {
  const untilMs = Date.now() + ${SHOWN_TIMEOUT_MS};
  (function look() {
    const rows = [...document.querySelectorAll('[role=tabpanel] tbody tr')];
    const row = rows.find((one) => one.textContent.includes('${name}'));
    if (row?.querySelector('[aria-label=failed]')) return resolve(Date.now());
    if (Date.now() > untilMs) return reject(new Error('${name} is not shown as failed'));
    requestAnimationFrame(look);
  })();
})`;

export async function measureFiles(browser: Browser, mib: number, say: Say): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'acorde-dashboard-'));
  const fleet = await startFleet();
  try {
    const [first, second] = [join(folder, 'curl.bin'), join(folder, 'page.bin')];
    await makeFile(first, mib);
    await makeFile(second, mib);
    const curlUp = await timed(() => curlUpload(fleet, first));
    const tab = await openTab(browser, `${fleet.dashboard}/?view=files`);
    const heaps = [await tab.heapMib()];
    const pageUp = await timed(() => pageUpload(tab, second));
    heaps.push(await tab.heapMib());
    const residentMib = await tab.residentMib();
    const id = await idOf(fleet, 'page.bin');
    const { name, api } = fleet.peers[0]!;
    const curlDown = await timed(() =>
      runCommand('curl', ['-sf', '-o', join(folder, 'out.bin'), `${api}/v1/files/${id}`]),
    );
    const pageDown = await timed(() => pageDownload(tab, mib));
    heaps.push(await tab.heapMib());
    await tab.close();
    const rate = (seconds: number) => `${seconds.toFixed(1)} s, ${(mib / seconds).toFixed(0)} MiB/s`;
    say(`curl: put of ${mib} MiB at ${name}`, rate(curlUp), 'the reference');
    say('the page: the same', `${rate(pageUp)}, ${(curlUp / pageUp).toFixed(2)} of curl`, '>= 0.6 of curl');
    say(`curl: get of ${mib} MiB from ${name}`, rate(curlDown), 'the reference');
    say(
      'the page: the same',
      `${rate(pageDown)}, ${(curlDown / pageDown).toFixed(2)} of curl`,
      '>= 0.6 of curl',
    );
    const heap = heaps.map((size) => size.toFixed(1)).join(', ');
    say(
      'JavaScript heap before, after the upload, after the download',
      `${heap} MiB (tab ${residentMib.toFixed(0)} MiB)`,
      'flat',
    );
  } finally {
    await fleet.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeFile(path: string, mib: number): Promise<void> {
  const block = randomBytes(MIB);
  const file = await open(path, 'w');
  for (let index = 0; index < mib; index += 1) {
    block.writeUInt32BE(index);
    await file.write(block);
  }
  await file.sync();
  await file.close();
}

async function curlUpload(fleet: RunningFleet, path: string): Promise<void> {
  const url = `${fleet.peers[0]!.api}/v1/files?name=curl.bin`;
  await runCommand('curl', [
    '-sf',
    '-H',
    `Authorization: Bearer ${fleet.token}`,
    '-T',
    path,
    '-X',
    'POST',
    url,
  ]);
}

async function pageUpload({ page }: Tab, path: string): Promise<void> {
  await page.getByLabel('Choose files').setInputFiles(path);
  await page.getByText(/^Stored · /).waitFor({ timeout: FILE_TIMEOUT_MS });
}

async function pageDownload({ page }: Tab, mib: number): Promise<void> {
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: FILE_TIMEOUT_MS }),
    page.getByRole('link', { name: 'Download' }).click(),
  ]);
  const path = await download.path();
  if (statSync(path).size !== mib * MIB) throw new Error(`the download has ${statSync(path).size} bytes`);
}

async function idOf(fleet: RunningFleet, name: string): Promise<string> {
  const answer = await fetch(`${fleet.peers[0]!.api}/v1/files?q=${name}`);
  const { files } = (await answer.json()) as { files: { id: string }[] };
  return files[0]!.id;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  await runCommand('sync', []);
  const startMs = performance.now();
  await work();
  return (performance.now() - startMs) / 1000;
}
