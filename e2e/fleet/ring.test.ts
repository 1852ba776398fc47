// The ring of real processes: formed, broken, repaired, left and entered again, and told alike by all its doors.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullyReplicated, listAll, MiB, putNew, read, sha256 } from '../support/files.ts';
import {
  api,
  eventually,
  type FleetPeer,
  fleetStatus,
  peerApi,
  ROOT,
  type RunningFleet,
  run,
  startFleet,
} from '../support/fleet.ts';
import { acorde, type ServedPeer, serveAgain, servePeer } from '../support/serve.ts';
import { watchPeer } from '../support/watch-fleet.ts';

interface Contact {
  readonly memberId: string;
  readonly peerId: string;
}

interface Ring {
  readonly self: Contact;
  readonly predecessor: Contact;
  readonly successors: readonly Contact[];
}

interface Lookup {
  readonly memberId: string;
  readonly peerId: string;
  readonly hops: readonly object[];
}

const SUCCESSORS = 4;
const FORMED_MS_MAX = 5_000;
const REPAIRED_MS_MAX = 10_000;
/** Nothing is promised of how soon a peer is taken back; about a second on an idle machine. */
const TAKEN_BACK_MS_MAX = 20_000;

describe('a ring of eight processes', () => {
  let fleet: RunningFleet;
  const byHand = new Map<string, ServedPeer>();

  const idealRing = (members: number, limitMs: number) =>
    eventually(
      `an ideal ring of ${members}`,
      limitMs,
      async () => {
        const { ring, peers } = await fleetStatus(fleet);
        return { ring, peers: peers.map(({ id, name, state }) => ({ name, state, id })) };
      },
      ({ ring }) => ring.ideal && ring.members === members,
    );
  const pidOf = ({ name, pid }: FleetPeer) => byHand.get(name)?.pid ?? pid;
  const startAgain = async ({ name }: FleetPeer) => {
    byHand.set(name, await serveAgain(fleet.data, name));
  };
  const apiOf = (peer: FleetPeer) => api(fleet, byHand.get(peer.name) ?? peer);
  const running = () => fleet.peers.map(apiOf);

  beforeAll(async () => {
    fleet = await startFleet();
  });
  afterAll(async () => {
    await Promise.all([...byHand.values()].map((peer) => peer.kill()));
    await fleet?.dispose();
  });

  it('is ideal within 5 s of the start of its last peer', async () => {
    const { events } = (await (await fetch(`${fleet.dashboard}/api/events?limit=1000`)).json()) as {
      events: { type: string; timeMs: number }[];
    };
    const starts = events.filter(({ type }) => type === 'peer.started').map(({ timeMs }) => timeMs);
    expect(starts).toHaveLength(8);
    expect(fleet.saidAtMs(/^The ring is ideal/m) - Math.max(...starts)).toBeLessThan(FORMED_MS_MAX);
  });

  it('is told by each of its peers as it is', async () => {
    const rings = await Promise.all(running().map((peer) => peer.json<Ring>('/v1/ring')));
    const members = rings.map(({ self }) => self.memberId).sort();
    const memberAfter = (member: string, steps: number) => members[(members.indexOf(member) + steps + 8) % 8];
    for (const { self, predecessor, successors } of rings) {
      expect(predecessor.memberId).toBe(memberAfter(self.memberId, -1));
      expect(successors.map(({ memberId }) => memberId)).toEqual(
        Array.from({ length: SUCCESSORS }, (_, index) => memberAfter(self.memberId, index + 1)),
      );
    }
  });

  it('gives one answer to a lookup by REST, by RingService and by the command line', async () => {
    const members = (await Promise.all(running().map((peer) => peer.json<Ring>('/v1/ring'))))
      .map(({ self }) => self)
      .sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
    for (const [index, text] of ['one key', 'another key', 'a third key'].entries()) {
      const peer = fleet.peers[index * 3] as FleetPeer;
      const key = sha256(text);
      const owner = members.find(({ memberId }) => memberId >= key) ?? (members[0] as Contact);
      const expected = { memberId: owner.memberId, peerId: owner.peerId };
      for (const routing of ['classic', 'full']) {
        const rest = await api(fleet, peer).json<Lookup>(`/v1/ring/lookup?key=${key}&routing=${routing}`);
        const command = JSON.parse(
          await acorde(['--api', peer.api, 'ring', 'lookup', key, '--routing', routing, '--json']),
        ) as Lookup;
        const stream = await lookupByRpc(peer, key, routing);
        expect(rest).toMatchObject(expected);
        expect(command).toMatchObject(expected);
        expect(stream.owner).toMatchObject(expected);
        expect([command.hops.length, stream.hops]).toEqual([rest.hops.length, rest.hops.length]);
      }
    }
  });

  it('is ideal within 10 s after kill -9 of any one, and takes it back with the same id', async () => {
    for (const peer of fleet.peers) {
      process.kill(pidOf(peer), 'SIGKILL');
      const { peers } = await idealRing(7, REPAIRED_MS_MAX);
      expect(peers.filter(({ state }) => state === 'failed').map(({ id }) => id)).toEqual([peer.id]);
      await startAgain(peer);
      const whole = await idealRing(8, TAKEN_BACK_MS_MAX);
      expect(whole.peers.find(({ name }) => name === peer.name)).toMatchObject({ id: peer.id, state: 'up' });
    }
  });

  it('shows a peer that is asked to end as leaving, and then no more', async () => {
    const leaver = fleet.peers[3] as FleetPeer;
    const { id } = await putNew(apiOf(leaver), 'left behind.bin', 'the leaver had a copy');
    const watch = await watchPeer(fleet, leaver.id);
    const code = await byHand.get(leaver.name)?.stop();
    expect(code).toBe(0);
    await eventually(
      'it is off the page',
      10_000,
      async () => watch.states,
      (states) => states.at(-1) === 'gone',
    );
    watch.close();
    expect(watch.states).toEqual(['up', 'leaving', 'gone']);
    const { peers } = await idealRing(7, REPAIRED_MS_MAX);
    expect(peers.map((peer) => peer.id)).not.toContain(leaver.id);
    expect(await read(apiOf(fleet.peers[0] as FleetPeer), id)).toBe(sha256('the leaver had a copy'));
  });
});

describe('a ring of sixteen in one process', () => {
  let fleet: RunningFleet;
  beforeAll(async () => {
    fleet = await startFleet({ peers: 16, extra: ['--in-process'] });
  });
  afterAll(() => fleet?.dispose());

  it('is ideal and serves a file', async () => {
    const status = await fleetStatus(fleet);
    expect(status.ring).toMatchObject({ ideal: true, members: 16 });
    expect(new Set(fleet.peers.map(({ pid }) => pid)).size).toBe(1);
    const content = Buffer.alloc(3 * MiB, 'sixteen');
    const { id } = await putNew(api(fleet, fleet.peers[2] as FleetPeer), 'sixteen.bin', content);
    for (const peer of fleet.peers) expect(await read(api(fleet, peer), id)).toBe(sha256(content));
  });
});

describe('a network made by hand', () => {
  let folder = '';
  let first: ServedPeer;
  let second: ServedPeer | null = null;
  let token = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'acorde-by-hand-'));
    const made = JSON.parse(
      await acorde(['network', 'init', join(folder, 'network'), '--timing', 'demo', '--json']),
    );
    token = readFileSync(made.tokenFile, 'utf8').trim();
    const config = { address: '127.0.0.1', port: 0, api: '127.0.0.1:0', directory: 'first' };
    writeFileSync(
      join(folder, 'config.json'),
      JSON.stringify({ ...config, name: 'first', network: 'network' }),
    );
    first = await servePeer(['--config', join(folder, 'config.json')]);
  });
  afterAll(async () => {
    await second?.stop();
    await first?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says what a put needs while its first peer is alone', async () => {
    const refused = await peerApi(first.api, token).put('too early.txt', 'too early');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await refused.json()).toMatchObject({
      code: 'QUORUM_FAILED',
      detail: 'needs 2 peers, sees 1',
    });
    expect(await listAll(peerApi(first.api, token), 'too early', 10)).toEqual([]);
  });

  it('is a ring of two once a second peer has joined by a token, and keeps a file at both', async () => {
    const joinToken = await acorde(['network', 'token', '--api', first.api, '--quiet'], {
      ACORDE_TOKEN: token,
    });
    const args = ['--join', first.address, '--token', joinToken.trim(), '--name', 'second'];
    const where = ['--address', '127.0.0.1', '--port', '0', '--directory', join(folder, 'second')];
    second = await servePeer([...args, ...where, '--api', '127.0.0.1:0']);
    const apis = [first, second].map((peer) => peerApi(peer.api, token)) as [
      ReturnType<typeof peerApi>,
      ReturnType<typeof peerApi>,
    ];
    for (const [one, other] of [apis, [...apis].reverse()] as (typeof apis)[]) {
      await eventually(
        'each is the neighbour of the other',
        10_000,
        async () => [await one.json<Ring>('/v1/ring'), await other.json<Ring>('/v1/ring')] as const,
        ([here, there]) =>
          here.predecessor?.memberId === there.self.memberId &&
          here.successors.map(({ memberId }) => memberId).join() === there.self.memberId,
      );
    }
    const file = await putNew(apis[1], 'for two.txt', 'kept by both');
    for (const peer of apis) expect(await read(peer, file.id)).toBe(sha256('kept by both'));
    await expect(fullyReplicated(apis[0], file.id, 0)).rejects.toThrow('three complete copies');
  });

  it('says in one line what to do when a port is taken', async () => {
    const port = first.address.split(':')[1] as string;
    const where = ['--port', port, '--api', '127.0.0.1:0', '--directory', join(folder, 'no room')];
    await expect(servePeer(['--address', '127.0.0.1', ...where])).rejects.toThrow(
      `acorde: Port ${port} is in use. Choose another one, or stop the program that has it.`,
    );
  });

  it('admits nobody twice by one token', async () => {
    const joinToken = await acorde(['network', 'token', '--api', first.api, '--quiet'], {
      ACORDE_TOKEN: token,
    });
    const join3 = (name: string) =>
      servePeer([
        ...['--join', first.address, '--token', joinToken.trim(), '--name', name, '--address', '127.0.0.1'],
        ...['--port', '0', '--directory', join(folder, name), '--api', '127.0.0.1:0'],
      ]);
    const third = await join3('third');
    await third.stop();
    await expect(join3('fourth')).rejects.toThrow(/token/);
  });
});

/** Every message of RingService.Lookup, as `buf curl` shows it. */
async function lookupByRpc(peer: FleetPeer, key: string, routing: string) {
  const request = JSON.stringify({ key, routing: `ROUTING_${routing.toUpperCase()}` });
  const url = `${peer.api}/acorde.v1.RingService/Lookup`;
  const done = await run(join(ROOT, 'node_modules/.bin/buf'), ['curl', '-d', request, url]);
  expect(done.code, done.stderr).toBe(0);
  const messages = JSON.parse(`[${done.stdout.trim().replace(/}\s*{/g, '},{')}]`) as {
    hop?: object;
    result?: { owner: Contact };
  }[];
  return {
    hops: messages.filter(({ hop }) => hop).length,
    owner: messages.at(-1)?.result?.owner,
  };
}
