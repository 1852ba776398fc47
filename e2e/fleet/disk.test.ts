// Looking after disks: a shared folder that changes, a pin, a copy that rots, a peer that goes for good, a quota.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullyReplicated, holdersOf, type PutFile, putNew, read, sha256 } from '../support/files.ts';
import { api, eventually, type FleetPeer, type RunningFleet, run, startFleet } from '../support/fleet.ts';
import { acorde, type ServedPeer, servePeer } from '../support/serve.ts';

const SEEN_MS_MAX = 5_000;
let fleet: RunningFleet;
let shared = '';
let served: ServedPeer | null = null;

beforeAll(async () => {
  shared = mkdtempSync(join(tmpdir(), 'acorde-shared-'));
  fleet = await startFleet({ peers: 5, extra: ['--share', shared] });
});
afterAll(async () => {
  await served?.kill();
  await fleet?.dispose();
  rmSync(shared, { recursive: true, force: true });
});

const peerAt = (index: number) => fleet.peers[index] as FleetPeer;
const at = (index: number) => api(fleet, peerAt(index));
const post = async (index: number, path: string) => {
  const headers = { authorization: `Bearer ${fleet.token}` };
  const answer = await fetch(`${peerAt(index).api}${path}`, { method: 'POST', headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const find = async (name: string) =>
  (await at(4).json<{ files: PutFile[] }>(`/v1/files?q=${encodeURIComponent(name)}`)).files;
/** How long the whole fleet takes to see what a change in the folder leads to. */
async function seen(name: string, wanted: (files: PutFile[]) => boolean): Promise<PutFile[]> {
  const startMs = performance.now();
  const files = await eventually(`${name} in the index`, SEEN_MS_MAX, () => find(name), wanted);
  process.stderr.write(`shared folder: seen after ${Math.round(performance.now() - startMs)} ms\n`);
  return files;
}

describe('a shared folder', () => {
  it('is followed: a new file, a change, a new name, a removal', async () => {
    const path = join(shared, 'notes.txt');
    writeFileSync(path, 'first');
    const [first] = await seen('notes', (files) => files.length === 1);
    expect(await read(at(3), first?.id ?? '')).toBe(sha256('first'));
    writeFileSync(path, 'second, and longer');
    const [second] = await seen('notes', ([file]) => file !== undefined && file.id !== first?.id);
    expect(await read(at(3), second?.id ?? '')).toBe(sha256('second, and longer'));
    expect(await read(at(3), first?.id ?? '')).toMatch(/^404/);
    await rename(path, join(shared, 'renamed.txt'));
    await seen('renamed', (files) => files.length === 1);
    expect(await find('notes')).toEqual([]);
    await rm(join(shared, 'renamed.txt'));
    await seen('renamed', (files) => files.length === 0);
  });

  it('gives a file replicas when it is pinned, which outlive the folder', async () => {
    const content = randomBytes(300_000);
    writeFileSync(join(shared, 'keep.bin'), content);
    const [file] = await seen('keep.bin', (files) => files.length === 1);
    const id = file?.id ?? '';
    expect((await holdersOf(at(1), id)).fullyReplicated).toBe(false);
    expect((await post(2, `/v1/files/${id}/pin`)).status).toBe(201);
    await rm(join(shared, 'keep.bin'));
    await fullyReplicated(at(1), id, 30_000);
    await seen('keep.bin', (files) => files.length === 1 && files[0]?.peerId === peerAt(2).id);
    expect(await read(at(0), id)).toBe(sha256(content));
  });
});

describe('a copy that rots', () => {
  it('is found by the scrub, put aside and made anew', async () => {
    const content = randomBytes(400_000);
    const file = await putNew(at(0), 'rots.bin', content);
    const holders = await fullyReplicated(at(0), file.id, 30_000);
    const index = fleet.peers.findIndex(({ id }) => id === holders[0]);
    flipBit(join(fleet.data, 'peers', peerAt(index).name, 'blobs', file.id), 222_222);
    expect((await post(index, '/v1/scrub')).status).toBe(202);
    await eventually(
      'the scrub ends',
      20_000,
      () => at(index).json<{ running: boolean; lostFiles: number }>('/v1/scrub'),
      ({ running, lostFiles }) => !running && lostFiles === 1,
    );
    await fullyReplicated(at(index), file.id, 60_000);
    for (const index of fleet.peers.keys()) expect(await read(at(index), file.id)).toBe(sha256(content));
  });
});

describe('a peer that goes for good', () => {
  it('hands its copies over before', async () => {
    const file = await putNew(at(1), 'handed over.bin', randomBytes(100_000));
    await fullyReplicated(at(1), file.id, 30_000);
    expect((await post(1, '/v1/drain')).status).toBe(202);
    const drained = await eventually(
      'the hand-over ends',
      60_000,
      () => at(1).json<{ running: boolean; files: number; done: number; failed: number }>('/v1/drain'),
      ({ running }) => !running,
    );
    expect(drained).toMatchObject({ failed: 0, done: drained.files });
    const { holders } = await holdersOf(at(2), file.id);
    expect(holders.filter(({ peerId, complete }) => complete && peerId !== peerAt(1).id)).toHaveLength(3);
  });
});

describe('a peer with a quota', () => {
  it('refuses what is too much with 507, in a folder of its own, and goes on serving', async () => {
    const data = join(fleet.data, 'small');
    const env = { ACORDE_TOKEN: fleet.token };
    const token = (await acorde(['network', 'token', '--quiet', '--api', peerAt(0).api], env)).trim();
    const join_ = ['--join', peerAt(0).address, '--token', token, '--directory', data, '--name', 'small'];
    served = await servePeer([
      ...join_,
      '--address',
      '127.0.0.1',
      '--port',
      '0',
      '--api',
      '127.0.0.1:0',
      '--quota',
      '1M',
    ]);
    const small = api(fleet, served);
    const fits = await putNew(small, 'fits.bin', randomBytes(500_000));
    const answer = await small.put('too much.bin', randomBytes(700_000));
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([507, 'DISK_FULL']);
    expect(await read(small, fits.id)).toBe(fits.sha256);
    const shown = await run(process.execPath, [
      'packages/peer/src/main.ts',
      'peer',
      'show',
      '--api',
      served.api,
    ]);
    expect(shown.stdout).toMatch(/quota +1\.0 MiB/);
  });
});

function flipBit(path: string, position: number): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, position);
  byte[0] = (byte[0] ?? 0) ^ 1;
  writeSync(file, byte, 0, 1, position);
}
