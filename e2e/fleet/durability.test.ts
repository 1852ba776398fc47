// What must not be lost: eight processes of which some hang, some are killed during a download, one right after it has
// acknowledged a put, and at last all of them at once.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullyReplicated, listAll, MiB, type PutFile, putNew, read, sha256 } from '../support/files.ts';
import {
  api,
  eventually,
  type FleetPeer,
  fleetStatus,
  type PeerApi,
  peerApi,
  type RunningFleet,
  startFleet,
} from '../support/fleet.ts';
import { type ServedPeer, serveAgain } from '../support/serve.ts';

const large = randomBytes(64 * MiB);

describe('what a fleet of eight has acknowledged', () => {
  let fleet: RunningFleet;
  const killed = new Set<string>();
  const again: ServedPeer[] = [];
  /** By name, with what every one of them must have for ever. */
  const acknowledged = new Map<string, { readonly id: string; readonly sha256: string }>();

  const living = () => fleet.peers.filter(({ id }) => !killed.has(id));
  const kill = (peer: FleetPeer) => {
    process.kill(peer.pid, 'SIGKILL');
    killed.add(peer.id);
  };
  const put = async (peer: FleetPeer, name: string, content: Buffer<ArrayBuffer>) => {
    const file = await putNew(api(fleet, peer), name, content);
    acknowledged.set(name, { id: file.id, sha256: sha256(content) });
    return file;
  };
  const stateOf = async ({ id }: FleetPeer) =>
    (await fleetStatus(fleet)).peers.find((peer) => peer.id === id)?.state;

  beforeAll(async () => {
    fleet = await startFleet();
  });
  afterAll(async () => {
    await Promise.all(again.map((peer) => peer.kill()));
    await fleet?.dispose();
  });

  it('goes on while one of them hangs, shows it as failed within 5 s, and takes it back', async () => {
    const before = await put(fleet.peers[0] as FleetPeer, 'before it hangs.bin', randomBytes(MiB));
    const [hanging] = await fullyReplicated(api(fleet, fleet.peers[0] as FleetPeer), before.id, 30_000);
    const frozen = fleet.peers.find(({ id }) => id === hanging) as FleetPeer;
    const others = fleet.peers.filter(({ id }) => id !== hanging);
    process.kill(frozen.pid, 'SIGSTOP');
    try {
      // Begun at once, while nobody knows yet that it hangs.
      const meanwhile = others.map(async (peer) => {
        const content = randomBytes(MiB);
        const file = await put(peer, `while it hangs, by ${peer.name}.bin`, content);
        expect(await read(api(fleet, others[0] as FleetPeer), file.id)).toBe(sha256(content));
        expect(await read(api(fleet, peer), before.id)).toBe(acknowledged.get('before it hangs.bin')?.sha256);
      });
      const shown = eventually(
        'it is shown as failed',
        5_000,
        () => stateOf(frozen),
        (state) => state === 'failed',
      );
      await Promise.all([shown, ...meanwhile]);
    } finally {
      process.kill(frozen.pid, 'SIGCONT');
    }
    await eventually(
      'it is up again in an ideal ring of eight',
      20_000,
      async () => ({ ...(await fleetStatus(fleet)).ring, state: await stateOf(frozen) }),
      ({ ideal, members, state }) => ideal && members === 8 && state === 'up',
    );
    for (const { id, sha256: expected } of acknowledged.values())
      expect(await read(api(fleet, frozen), id)).toBe(expected);
  });

  it('is read to its end while two of its three holders are killed, and has three copies again within 60 s', async () => {
    const file = await put(fleet.peers[0] as FleetPeer, 'large.bin', large);
    const holders = await fullyReplicated(api(fleet, fleet.peers[0] as FleetPeer), file.id, 30_000);
    const reader = fleet.peers.find(({ id }) => !holders.includes(id)) as FleetPeer;
    const download = await api(fleet, reader).get(`/v1/files/${file.id}`);
    const hash = createHash('sha256');
    let bytes = 0;
    let killedAtMs = 0;
    for await (const piece of download.body as AsyncIterable<Uint8Array>) {
      hash.update(piece);
      bytes += piece.length;
      // More than the download has in memory is still to come.
      if (bytes < 8 * MiB || killed.size > 0) continue;
      for (const peer of fleet.peers.filter(({ id }) => holders.slice(0, 2).includes(id))) kill(peer);
      killedAtMs = Date.now();
    }
    expect(bytes).toBe(large.length);
    expect(hash.digest('hex')).toBe(sha256(large));
    expect(killed.size).toBe(2);
    const copies = await eventually(
      'three copies at living peers',
      60_000 - (Date.now() - killedAtMs),
      async () => fullyReplicated(api(fleet, reader), file.id, 1_000),
      (found) => found.length >= 3 && found.every((id) => !killed.has(id)),
    );
    expect(copies).toContain(holders[2]);
  });

  it('is readable when the peer that acknowledged it is killed right after', async () => {
    const [acknowledger, ...others] = living() as [FleetPeer, ...FleetPeer[]];
    const content = randomBytes(5 * MiB + 3);
    const file = await put(acknowledger, 'last words.bin', content);
    kill(acknowledger);
    for (const peer of others) {
      await eventually(
        `${peer.name} reads it`,
        10_000,
        () => read(api(fleet, peer), file.id),
        (answer) => answer === sha256(content),
      );
    }
    const [found] = await listAll(api(fleet, others[0] as FleetPeer), 'last words', 10);
    expect((found as PutFile).id).toBe(file.id);
  });

  it('is all there when every peer was killed and they start again in another order', async () => {
    for (const peer of living()) {
      await put(peer, `just before the end, by ${peer.name}.bin`, randomBytes(100_000));
    }
    for (const peer of living()) kill(peer);
    await fleet.stop();
    // The last one founds the ring that all others then find.
    const [last, ...before] = [...fleet.peers].reverse() as [FleetPeer, ...FleetPeer[]];
    again.push(await serveAgain(fleet.data, last.name));
    again.push(...(await Promise.all(before.map(({ name }) => serveAgain(fleet.data, name)))));
    const apis: PeerApi[] = again.map((peer) => peerApi(peer.api, fleet.token));
    for (const [name, { id, sha256: expected }] of acknowledged) {
      await eventually(
        `every peer reads ${name}`,
        20_000,
        () => Promise.all(apis.map((peer) => read(peer, id))),
        (answers) => answers.every((answer) => answer === expected),
      );
    }
    const names = (await listAll(apis[3] as PeerApi, '', 5)).map(({ name }) => name);
    expect(names.sort()).toEqual([...acknowledged.keys()].sort());
  });
});
