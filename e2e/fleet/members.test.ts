// Peers that take several places on the ring each: one dashboard ring of all of them, copies at distinct peers, and one
// death that takes several neighbours along.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullyReplicated, putNew, read, sha256 } from '../support/files.ts';
import { api, eventually, fleetStatus, type RunningFleet, startFleet } from '../support/fleet.ts';

const PEERS = 4;
const MEMBERS = 4;
const REPAIRED_MS_MAX = 20_000;

interface Ring {
  readonly members: readonly { readonly self: { readonly memberId: string; readonly peerId: string } }[];
}

describe('a fleet of four peers with four members each', () => {
  let fleet: RunningFleet;

  beforeAll(async () => {
    fleet = await startFleet({ peers: PEERS, extra: ['--members', String(MEMBERS)] });
  });
  afterAll(() => fleet?.dispose());

  const everyPeer = () => fleet.peers.map((peer) => api(fleet, peer));

  it('is one ring of sixteen, of which each peer tells four', async () => {
    expect((await fleetStatus(fleet)).ring).toMatchObject({ ideal: true, members: PEERS * MEMBERS });
    const rings = await Promise.all(everyPeer().map((peer) => peer.json<Ring>('/v1/ring')));
    const places = rings.flatMap(({ members }) => members.map(({ self }) => self));
    expect(new Set(places.map(({ memberId }) => memberId)).size).toBe(PEERS * MEMBERS);
    for (const [index, { members }] of rings.entries()) {
      expect(new Set(members.map(({ self }) => self.peerId))).toEqual(new Set([fleet.peers[index]?.id]));
    }
  });

  it('finds the member that owns a key, whichever of a peer it is', async () => {
    const rings = await Promise.all(everyPeer().map((peer) => peer.json<Ring>('/v1/ring')));
    for (const { self } of rings.flatMap(({ members }) => members)) {
      const found = await everyPeer()[1]?.json<{ memberId: string }>(`/v1/ring/lookup?key=${self.memberId}`);
      expect(found?.memberId).toBe(self.memberId);
    }
  });

  it('keeps a file at three peers, and has three again after one died with all its members', async () => {
    const content = 'kept by three peers, whatever places they take';
    const [first] = everyPeer();
    const { id } = await putNew(first!, 'members.txt', content);
    const holders = await fullyReplicated(first!, id, REPAIRED_MS_MAX);
    expect(new Set(holders).size).toBe(3);
    const victim = fleet.peers.findLast((peer) => holders.includes(peer.id))!;
    process.kill(victim.pid, 'SIGKILL');
    await eventually(
      'a ring of twelve',
      REPAIRED_MS_MAX,
      () => fleetStatus(fleet),
      ({ ring }) => ring.ideal && ring.members === (PEERS - 1) * MEMBERS,
    );
    const living = fleet.peers.filter((peer) => peer !== victim).map((peer) => api(fleet, peer));
    for (const peer of living) expect(await read(peer, id)).toBe(sha256(content));
    const again = await fullyReplicated(living[0]!, id, 60_000);
    expect(again).not.toContain(victim.id);
  });
});
