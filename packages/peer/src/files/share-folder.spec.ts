import { mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect, sampleBytes, trickle } from '../store/testing/sample-bytes.ts';
import { createShareFolder, type ShareFolder } from './share-folder.ts';
import { createFakeNetwork, type FakeNetwork } from './testing/fake-network.ts';

const BEFORE = new Date('2025-01-01T00:00:00Z');
let network: FakeNetwork;
let folder: string;
let share: ShareFolder;

beforeEach(async () => {
  network = await createFakeNetwork({ peers: 2 });
  folder = await mkdtemp(join(tmpdir(), 'acorde-share-'));
  share = createShareFolder(peer().shareDeps, folder);
});

afterEach(async () => {
  await share.stop();
  await network.destroy();
  await rm(folder, { recursive: true, force: true });
});

const peer = () => network.peers[0]!;
const reader = () => network.peers[1]!;

/** Writes a file that was last changed at a settled time. */
async function write(path: string, bytes: Uint8Array | string, time = BEFORE): Promise<void> {
  const at = join(folder, path);
  await mkdir(join(at, '..'), { recursive: true });
  await writeFile(at, bytes);
  await utimes(at, time, time);
}

async function found(): Promise<string[]> {
  const page = await reader().files.service.query({ query: '', scope: 'fleet', pageSize: 100 });
  return page.entries.map(({ name }) => name);
}

async function entryOf(name: string) {
  const page = await reader().files.service.query({ query: name, scope: 'fleet', pageSize: 1 });
  return page.entries[0]!;
}

describe('a shared folder', () => {
  it('is served in place, with what lies below it, under the names of the files', async () => {
    const bytes = sampleBytes(3_000_000);
    await write('a.txt', 'alpha');
    await write('deep/er/音乐.mp3', bytes);
    await share.scan();
    expect(await found()).toEqual(['a.txt', '音乐.mp3']);
    const entry = await entryOf('音乐.mp3');
    expect(entry).toMatchObject({ shared: true, mediaType: 'audio/mpeg', peerId: peer().peerId });
    const download = await reader().files.service.get(entry.fileId);
    expect(download.status.holders).toEqual([
      { peerId: peer().peerId, complete: true, shared: true, rejected: false },
    ]);
    expect(download.status.fullyReplicated).toBe(false);
    expect((await collect(download.bytes)).equals(bytes)).toBe(true);
    expect(peer().facts.map(({ type }) => type)).toEqual(['file_stored', 'file_stored']);
  });

  it('shares no hidden file, no link to elsewhere, no bad name', async () => {
    await write('.secret', 'x');
    await write('.git/config', 'x');
    await symlink('/etc/hostname', join(folder, 'link'));
    await symlink('/etc', join(folder, 'folder-link'));
    await write('back\\slash', 'x');
    await write('fine', 'x');
    await rename(join(folder, 'fine'), join(folder, 'still fine'));
    await share.scan();
    expect(await found()).toEqual(['still fine']);
  });

  it('is left alone where nothing has changed, also after a restart', async () => {
    await write('a.txt', 'alpha');
    await share.scan();
    const before = await entryOf('a.txt');
    await share.scan();
    await network.restart(0);
    await createShareFolder(peer().shareDeps, folder).scan();
    expect(await entryOf('a.txt')).toEqual(before);
    expect(peer().facts).toEqual([]);
  });

  it('takes back what is gone and what has changed', async () => {
    await write('gone', 'x');
    await write('changed', 'before');
    await share.scan();
    const before = await entryOf('changed');
    await rm(join(folder, 'gone'));
    await write('changed', 'after!', new Date(BEFORE.getTime() + 1));
    await share.scan();
    expect(await found()).toEqual(['changed']);
    const after = await entryOf('changed');
    expect(after.fileId).not.toBe(before.fileId);
    expect((await collect((await reader().files.service.get(after.fileId)).bytes)).toString()).toBe('after!');
    expect((await reader().records.facts(before.fileId)).holders).toEqual([]);
  });

  it('waits for a file that is still being written', async () => {
    await write('a', 'x', new Date(network.system.nowMs() - 200));
    await share.scan();
    expect(await found()).toEqual([]);
    network.system.advance(300);
    await share.scan();
    expect(await found()).toEqual(['a']);
  });

  it('is looked at when something in it changes, without waiting for the next regular look', async () => {
    await write('deep/a', 'x');
    share.start();
    await network.system.scheduled(3_000);
    await write('deep/b', 'y');
    await network.system.scheduled(100);
    const { promise: told, resolve } = Promise.withResolvers<void>();
    network.ring.outcome = () => {
      resolve();
      return 'answered';
    };
    network.system.advance(100);
    await told;
    expect(await found()).toEqual(['a', 'b']);
  });

  it('is looked at again as soon as a fresh file has settled', async () => {
    await write('a', 'x', new Date(network.system.nowMs()));
    share.start();
    await network.system.scheduled(500);
    const { promise: told, resolve } = Promise.withResolvers<void>();
    network.ring.outcome = () => {
      resolve();
      return 'answered';
    };
    network.system.advance(500);
    await told;
    expect(await found()).toEqual(['a']);
  });

  it('keeps what it shares while the folder cannot be read', async () => {
    await write('a', 'x');
    await share.scan();
    await rename(folder, `${folder}-away`);
    await share.scan();
    expect(await found()).toEqual(['a']);
    await rename(`${folder}-away`, folder);
  });

  it('tells the ring again when it could not', async () => {
    await write('a', 'x');
    network.ring.outcome = () => 'failed';
    await share.scan();
    network.ring.outcome = () => 'answered';
    expect(peer().facts).toEqual([]);
    await share.scan();
    expect(peer().facts).toHaveLength(1);
    expect(await found()).toEqual(['a']);
  });

  it('that is given up is withdrawn by the next run', async () => {
    await write('a', 'x');
    await share.scan();
    await network.restart(0);
    await createShareFolder(peer().shareDeps, null).scan();
    expect(await found()).toEqual([]);
  });
});

describe('one content in more than one place', () => {
  it('under one name is one entry until the last of them goes', async () => {
    await write('x/a', 'same');
    await write('y/a', 'same');
    await share.scan();
    expect(await found()).toEqual(['a']);
    await rm(join(folder, 'x'), { recursive: true });
    await share.scan();
    expect(await found()).toEqual(['a']);
    const { fileId } = await entryOf('a');
    expect((await collect((await reader().files.service.get(fileId)).bytes)).toString()).toBe('same');
    await rm(join(folder, 'y'), { recursive: true });
    await share.scan();
    expect(await found()).toEqual([]);
  });

  it('that is put, too, stays with its replicas when the file leaves the folder', async () => {
    const bytes = sampleBytes(200_000);
    await write('a', bytes);
    await share.scan();
    const shared = await entryOf('a');
    network.system.advance(1);
    const { entry, created } = await peer().files.service.put(trickle(bytes), { name: 'a' });
    expect({ created, shared: entry.shared }).toEqual({ created: true, shared: false });
    expect(entry.entryId).not.toBe(shared.entryId);
    expect(await found()).toEqual(['a']);
    await rm(join(folder, 'a'));
    await share.scan();
    expect(await entryOf('a')).toEqual(entry);
    const status = await reader().files.service.stat(entry.fileId);
    expect(status.holders.filter(({ shared }) => !shared)).toHaveLength(2);
  });

  it('that was put before has no second entry', async () => {
    const { entry } = await peer().files.service.put(trickle(sampleBytes(10)), { name: 'a' });
    await write('a', sampleBytes(10));
    await share.scan();
    await rm(join(folder, 'a'));
    await share.scan();
    expect(await entryOf('a')).toEqual(entry);
  });
});

describe('a shared file that changes behind the back of the peer', () => {
  it('is not served any more, and its next content is', async () => {
    await write('a', sampleBytes(200_000));
    await share.scan();
    const before = await entryOf('a');
    await write('a', sampleBytes(200_000, 9), new Date(BEFORE.getTime() + 1));
    await expect(collect((await reader().files.service.get(before.fileId)).bytes)).rejects.toMatchObject({
      code: 'PEER_UNREACHABLE',
    });
    expect(peer().temp.store.get(before.fileId)).toBeNull();
    await share.scan();
    const after = await entryOf('a');
    expect(await collect((await reader().files.service.get(after.fileId)).bytes)).toHaveLength(200_000);
  });

  it('with size and time as before is caught by its digest', async () => {
    await write('a', sampleBytes(200_000));
    await share.scan();
    const { fileId } = await entryOf('a');
    await write('a', sampleBytes(200_000, 9));
    await expect(collect((await peer().files.service.get(fileId)).bytes)).rejects.toMatchObject({
      code: 'PEER_UNREACHABLE',
    });
    await share.scan();
    expect((await entryOf('a')).fileId).not.toBe(fileId);
  });
});

it('an entry that was removed does not come back while the file stays as it is', async () => {
  await write('a', 'x');
  await share.scan();
  await peer().files.service.removeEntry((await entryOf('a')).entryId);
  await share.scan();
  expect(await found()).toEqual([]);
});
