// What people do with files, on five processes of which one also shares a folder: odd names, repeated content, broken
// uploads, deletions, thousands of small files.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fullyReplicated,
  holdersOf,
  listAll,
  MiB,
  type PutFile,
  putNew,
  read,
  sha256,
} from '../support/files.ts';
import {
  api,
  eventually,
  type FleetPeer,
  fleetStatus,
  type RunningFleet,
  startFleet,
} from '../support/fleet.ts';
import { type ServedPeer, serveAgain } from '../support/serve.ts';

const SMALL_FILES = 2_000;
const PUTS_AT_ONCE = 16;
const NOWHERE = /^404 .*FILE_NOT_FOUND/;

describe('files on a fleet of five', () => {
  let fleet: RunningFleet;
  let folder = '';
  let back: ServedPeer | null = null;
  let shared: PutFile;
  const song = randomBytes(2 * MiB + 5);
  const at = (index: number) => api(fleet, fleet.peers[index] as FleetPeer);
  const unfinished = ({ name }: FleetPeer) => readdirSync(join(fleet.data, 'peers', name, 'tmp'));
  const everywhere = <T>(ask: (peer: ReturnType<typeof at>) => Promise<T>) =>
    Promise.all(fleet.peers.map((peer) => ask(api(fleet, peer))));
  const goneEverywhere = (fileId: string) =>
    eventually(
      'no peer has it any more',
      10_000,
      () => everywhere((peer) => read(peer, fileId)),
      (answers) => answers.every((answer) => NOWHERE.test(answer)),
    );

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'acorde-shared-'));
    mkdirSync(join(folder, 'álbum'));
    writeFileSync(join(folder, 'álbum', 'shared song.mp3'), song);
    writeFileSync(join(folder, 'shared notes.txt'), 'first words');
    fleet = await startFleet({ peers: 5, extra: ['--share', folder] });
  });
  afterAll(async () => {
    await back?.stop();
    await fleet?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  describe('a folder shared in place', () => {
    const found = (name: string) => async () => listAll(at(3), name, 100);

    it('is found and read from any peer, and its holder says that it shares', async () => {
      const [listed] = await eventually('the song is listed', 20_000, found('shared song'), isOne);
      shared = listed as PutFile;
      expect(await everywhere((peer) => read(peer, shared.id))).toEqual(Array(5).fill(sha256(song)));
      expect(await holdersOf(at(2), shared.id)).toMatchObject({
        holders: [{ peerId: fleet.peers[0]?.id, complete: true, shared: true }],
        fullyReplicated: false,
      });
    });

    it('shows files that are added, and forgets those that are removed', async () => {
      writeFileSync(join(folder, 'shared later.txt'), 'added');
      const [later] = await eventually('the new file is listed', 20_000, found('shared later'), isOne);
      expect(await read(at(4), (later as PutFile).id)).toBe(sha256('added'));
      rmSync(join(folder, 'shared later.txt'));
      await eventually(
        'the removed file is gone',
        20_000,
        found('shared later'),
        (files) => files.length === 0,
      );
      await goneEverywhere((later as PutFile).id);
    });

    it('never gives changed bytes under the old id', async () => {
      const [before] = await eventually('the notes are listed', 20_000, found('shared notes'), isOne);
      const old = before as PutFile;
      writeFileSync(join(folder, 'shared notes.txt'), 'other words');
      const [after] = await eventually(
        'the notes have a new id',
        20_000,
        async () => {
          for (const answer of await everywhere((peer) => read(peer, old.id)))
            expect(answer).not.toBe(sha256('other words'));
          return found('shared notes')();
        },
        (files) => files.length === 1 && files[0]?.id !== old.id,
      );
      expect(await everywhere((peer) => read(peer, (after as PutFile).id))).toEqual(
        Array(5).fill(sha256('other words')),
      );
      await goneEverywhere(old.id);
    });
  });

  it('keeps an empty file', async () => {
    const empty = await putNew(at(0), 'empty', '');
    expect(empty).toMatchObject({ size: 0, sha256: sha256('') });
    expect(await everywhere((peer) => read(peer, empty.id))).toEqual(Array(5).fill(sha256('')));
    expect((await fullyReplicated(at(1), empty.id, 30_000)).length).toBe(3);
  });

  it.each([
    ['with a length', 8 * MiB],
    ['without a length', null],
  ])('leaves nothing of a put that is cut off, %s', async (how, length) => {
    const name = `cut off ${how}`;
    const copies = () =>
      everywhere(async (peer) => (await peer.json<{ holdings: object }>('/v1/state')).holdings);
    const before = await copies();
    await putHalf(fleet, fleet.peers[1] as FleetPeer, name, length);
    await eventually(
      'no peer has anything of it',
      10_000,
      async () => [await copies(), fleet.peers.map(unfinished)],
      (now) => JSON.stringify(now) === JSON.stringify([before, fleet.peers.map(() => [])]),
    );
    expect(await listAll(at(2), name, 10)).toEqual([]);
  });

  it.each(['canción de cuna — año ñandú.txt', '音乐列表.txt', '会议记录 2026.txt'])(
    'keeps the name %s, finds it by its parts and offers it under it',
    async (name) => {
      const { id } = await putNew(at(1), name, `text of ${name}`);
      for (const query of [name, name.slice(0, 2), name.slice(-5)]) {
        expect((await listAll(at(4), query, 100)).map((file) => file.name)).toContain(name);
      }
      const { headers } = await at(3).get(`/v1/files/${id}`);
      expect(headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent(name)}`);
    },
  );

  it('answers the same entry to the same content under the same name', async () => {
    const first = await putNew(at(2), 'twice.txt', 'the same');
    const again = await at(2).put('twice.txt', 'the same');
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual(first);
    expect(await listAll(at(0), 'twice.txt', 10)).toEqual([first]);
  });

  it('makes one entry of the same file put twice at once', async () => {
    const content = randomBytes(MiB);
    const answers = await Promise.all([1, 2, 3].map(() => at(0).put('at once.bin', content)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    const entries = await Promise.all(answers.map(async (answer) => (await answer.json()) as PutFile));
    expect(new Set(entries.map(({ entryId }) => entryId)).size).toBe(1);
  });

  it('keeps one name of a content when the other is deleted, and the bytes with it', async () => {
    const content = randomBytes(2 * MiB);
    const [one, two] = [await putNew(at(0), 'one.bin', content), await putNew(at(3), 'two.bin', content)];
    expect(two.id).toBe(one.id);
    expect((await at(0).delete(`/v1/entries/${one.entryId}`)).status).toBe(200);
    await eventually(
      'only the second name is left',
      10_000,
      () => at(4).json<{ entries: PutFile[] }>(`/v1/files/${one.id}/stat`),
      ({ entries }) => entries.length === 1 && entries[0]?.entryId === two.entryId,
    );
    expect(await everywhere((peer) => read(peer, one.id))).toEqual(Array(5).fill(sha256(content)));
    expect((await at(3).delete(`/v1/entries/${two.entryId}`)).status).toBe(200);
    await goneEverywhere(one.id);
  });

  it('takes the same file at all peers at once: one id, an entry for each of them', async () => {
    const content = randomBytes(3 * MiB);
    const files = await everywhere((peer) => putNew(peer, 'everyone.bin', content));
    expect(new Set(files.map(({ id }) => id)).size).toBe(1);
    expect(new Set(files.map(({ entryId }) => entryId)).size).toBe(5);
    expect((await listAll(at(1), 'everyone.bin', 2)).map(({ entryId }) => entryId).sort()).toEqual(
      files.map(({ entryId }) => entryId).sort(),
    );
    expect(await everywhere((peer) => read(peer, files[0]?.id as string))).toEqual(
      Array(5).fill(sha256(content)),
    );
  });

  it('answers HEAD, ranges and tags through a peer that has no copy', async () => {
    const content = randomBytes(3 * MiB + 11);
    const { id } = await putNew(at(0), 'film.mp4', content);
    const holders = await fullyReplicated(at(0), id, 30_000);
    const outsider = api(fleet, fleet.peers.find((peer) => !holders.includes(peer.id)) as FleetPeer);
    const head = await outsider.get(`/v1/files/${id}`, { method: 'HEAD' });
    expect(Object.fromEntries(head.headers)).toMatchObject({
      etag: `"${id}"`,
      'accept-ranges': 'bytes',
      'content-length': String(content.length),
      'content-type': 'video/mp4',
      'content-disposition': expect.stringContaining('film.mp4'),
    });
    for (const [range, from, to] of [
      ['bytes=0-0', 0, 1],
      [`bytes=${MiB - 3}-${MiB + 3}`, MiB - 3, MiB + 4],
      ['bytes=-11', 3 * MiB, content.length],
    ] as const) {
      const part = await outsider.get(`/v1/files/${id}`, { headers: { range } });
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/${content.length}`);
      expect(sha256(await part.arrayBuffer())).toBe(sha256(content.subarray(from, to)));
    }
    const status = async (headers: NonNullable<RequestInit['headers']>) => {
      const answer = await outsider.get(`/v1/files/${id}`, { headers });
      await answer.body?.cancel();
      return answer.status;
    };
    expect(await status({ range: `bytes=${content.length}-` })).toBe(416);
    expect(await status({ 'if-none-match': `"${id}"` })).toBe(304);
    expect(await status({ 'if-none-match': '"another"' })).toBe(200);
    expect(await status({ 'if-range': '"another"', range: 'bytes=0-0' })).toBe(200);
    expect((await holdersOf(outsider, id)).holders.map(({ peerId }) => peerId).sort()).toEqual(
      holders.sort(),
    );
  });

  it(`lists ${SMALL_FILES} small files page by page and reads each from another peer`, async () => {
    const numbers = Array.from({ length: SMALL_FILES }, (_, index) => index);
    const text = (number: number) => `the content of small file ${number}`;
    const put = new Map<string, PutFile>();
    await inParallel(numbers, async (number) => {
      const file = await putNew(at(number % 5), `small-${String(number).padStart(5, '0')}.txt`, text(number));
      put.set(file.entryId, file);
    });
    // A search asks one keeper of each partition: one that was too busy for a record gets it by the next comparison.
    const listed = await eventually(
      'every file is listed',
      60_000,
      () => listAll(at(3), 'small-', 300),
      (files) => files.length === SMALL_FILES,
    );
    expect(listed.map(({ name }) => name)).toEqual([...put.values()].map(({ name }) => name).sort());
    expect(new Set(listed.map(({ entryId }) => entryId))).toEqual(new Set(put.keys()));
    await inParallel(numbers, async (number) => {
      const another = at((number + 1 + (number % 4)) % 5);
      expect(await read(another, listed[number]?.id as string)).toBe(sha256(text(number)));
    });
  });

  it('deletes at the word of any peer', async () => {
    const file = await putNew(at(0), 'delete me.txt', 'put at the first, deleted at the fourth');
    expect(await (await at(3).delete(`/v1/files/${file.id}`)).json()).toEqual({ removed: [file.entryId] });
    await goneEverywhere(file.id);
    expect(await listAll(at(2), 'delete me', 10)).toEqual([]);
    expect((await at(1).delete(`/v1/entries/${file.entryId}`)).status).toBe(404);
  });

  it('copies nothing of the shared folder', async () => {
    expect(await holdersOf(at(2), shared.id)).toMatchObject({
      holders: [{ peerId: fleet.peers[0]?.id, shared: true }],
      unreachable: [],
      fullyReplicated: false,
    });
  });

  it('deletes what a killed peer has published, and the peer keeps to it when it is back', async () => {
    const publisher = fleet.peers[4] as FleetPeer;
    const file = await putNew(at(4), 'orphan.txt', 'its publisher is killed');
    await fullyReplicated(at(0), file.id, 30_000);
    process.kill(publisher.pid, 'SIGKILL');
    expect(await (await at(1).delete(`/v1/files/${file.id}`)).json()).toEqual({ removed: [file.entryId] });
    expect(await read(at(2), file.id)).toMatch(NOWHERE);
    back = await serveAgain(fleet.data, publisher.name);
    await eventually(
      'it is up again',
      20_000,
      () => fleetStatus(fleet),
      ({ ring }) => ring.ideal && ring.members === 5,
    );
    await goneEverywhere(file.id);
    await eventually(
      'the publisher has forgotten it',
      20_000,
      () => at(0).json<{ files: PutFile[] }>(`/v1/files?scope=peer&peer=${publisher.id}&q=orphan`),
      ({ files }) => files.length === 0,
    );
  });
});

function isOne(files: readonly PutFile[]): boolean {
  return files.length === 1;
}

/** Works on all items, some of them at a time. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: PUTS_AT_ONCE }, worker));
}

/** Sends 4 MiB of a file and breaks the connection once a replica has some of them. `length` null: not declared. */
async function putHalf(
  fleet: RunningFleet,
  peer: FleetPeer,
  name: string,
  length: number | null,
): Promise<void> {
  const body = request(`${peer.api}/v1/files?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${fleet.token}`,
      ...(length === null ? {} : { 'content-length': length }),
    },
  });
  body.on('error', () => {});
  body.write(randomBytes(4 * MiB));
  await eventually(
    'it is on its way',
    10_000,
    () => api(fleet, peer).json<{ transfers: Transfer[] }>('/v1/transfers'),
    ({ transfers }) => transfers.some((transfer) => transfer.name === name && transfer.moved > MiB),
  );
  body.destroy();
  await eventually(
    'it has ended',
    10_000,
    () => api(fleet, peer).json<{ transfers: Transfer[] }>('/v1/transfers'),
    ({ transfers }) => !transfers.some((transfer) => transfer.name === name && transfer.state === 'running'),
  );
}

interface Transfer {
  readonly name: string;
  readonly moved: number;
  readonly state: string;
}
