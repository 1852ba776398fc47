// The gateway's view of a fleet, against peers in memory that die, fall silent, leave and come back.
import { afterEach, describe, expect, test } from 'vitest';
import type { Delta, PeerState, ServerMessage } from '../src/wire.ts';
import { createFakeFleet, type FakePeer, idOf } from '../test/support/fake-fleet.ts';
import { createManualSystem } from '../test/support/manual-system.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { createDirectSource } from './source/direct.ts';

const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let running: Fleet | null = null;

afterEach(async () => {
  await running?.stop();
  running = null;
});

async function openFleet(count: number) {
  const system = createManualSystem();
  const fake = createFakeFleet(system);
  for (let index = 1; index <= count; index += 1) fake.add(index * 16);
  fake.settleRing();
  const { dialer } = fake;
  const fleet = createFleet({
    ...{ dialer, system, logger, seeds: [fake.peers[0]?.address ?? ''], stateAgeMsMax: 5000 },
    source: (handlers) => createDirectSource({ dialer, handlers, system }),
  });
  running = fleet;
  const got: ServerMessage[] = [];
  fleet.hub.join(
    { send: (text) => got.push(JSON.parse(text)), bufferedBytes: () => 0, close: () => {} },
    undefined,
  );
  fleet.start();
  await system.advance(500);
  /** Lets time pass in small steps while the peers give signs of life. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 250) {
      for (const peer of fake.peers) peer.heartbeat();
      await system.advance(250);
    }
  };
  return { fake, fleet, system, got, pass, peer: (index: number) => fake.peers[index] as FakePeer };
}

const stateOf = (fleet: Fleet, peer: FakePeer): PeerState | undefined =>
  fleet.state().peers.get(peer.peerId)?.state;
const factIds = (got: ServerMessage[]) =>
  got
    .filter((message): message is Delta => message.type === 'delta')
    .flatMap(({ changes }) => changes.flatMap((change) => (change.kind === 'fact' ? [change.event.id] : [])));

describe('the fleet', () => {
  test('is found from one address, followed, and seen as one ideal ring', async () => {
    const { fake, fleet } = await openFleet(8);
    expect([...fleet.state().peers.values()].map((peer) => peer.state)).toEqual(Array(8).fill('up'));
    expect(fleet.state().ring).toEqual({ ideal: true, members: 8, unsettled: [] });
    expect(fake.watches()).toBe(8);
  });

  test('a peer that joins is there at once, with its events from the first', async () => {
    const { fake, fleet, system, got, peer } = await openFleet(3);
    const ninth = fake.add(9);
    peer(0).fact({ case: 'peerRegistered', value: { peerId: ninth.peerId } });
    await system.advance(900);
    expect(stateOf(fleet, ninth)).toBe('up');
    fake.settleRing();
    await system.advance(100);
    expect(fleet.state().ring).toMatchObject({ ideal: true, members: 4 });
    expect(factIds(got)).toContain(`${ninth.peerId}/100/1`);
  });

  test('a process that dies shows as failed within a second', async () => {
    const { fleet, system, peer } = await openFleet(4);
    peer(2).die();
    await system.advance(900);
    expect(fleet.state().peers.get(peer(2).peerId)).toMatchObject({ state: 'failed', suspect: false });
    expect(fleet.state().peers.get(peer(2).peerId)?.reason).toContain('ECONNREFUSED');
    expect(fleet.state().ring.members).toBe(3);
  });

  test('a peer that falls silent shows as failed within five seconds, as suspect before', async () => {
    const { fake, fleet, system, peer } = await openFleet(4);
    peer(1).life = 'silent';
    const others = fake.peers.filter((one) => one !== peer(1));
    let suspectedMs = 0;
    let failedMs = 0;
    for (let ms = 250; ms <= 6000; ms += 250) {
      for (const one of others) one.heartbeat();
      await system.advance(250);
      const view = fleet.state().peers.get(peer(1).peerId);
      if (view?.suspect && suspectedMs === 0) suspectedMs = ms;
      if (view?.state === 'failed' && failedMs === 0) failedMs = ms;
    }
    expect(suspectedMs).toBeGreaterThan(0);
    expect(failedMs).toBeGreaterThan(suspectedMs);
    expect(failedMs).toBeLessThanOrEqual(5000);
  });

  test('a broken watch of a peer that lives is taken up again, and nothing shows', async () => {
    const { fleet, system, peer } = await openFleet(3);
    peer(1).die();
    peer(1).life = 'up';
    await system.advance(50);
    peer(1).fact({ case: 'fileReplicated', value: { fileId: 'cd'.repeat(32) } });
    await system.advance(1000);
    expect(fleet.state().peers.get(peer(1).peerId)).toMatchObject({ state: 'up', suspect: false });
    expect(fleet.history.latest(1)[0]?.type).toBe('file.replicated');
  });

  test('a neighbour that reports a failure is not believed without asking', async () => {
    const { fleet, system, peer } = await openFleet(3);
    const accused = {
      peerId: peer(1).peerId,
      memberId: peer(1).peerId,
      address: peer(1).address,
      incarnation: 100n,
    };
    peer(0).fact({ case: 'peerFailed', value: { member: accused, reason: 'no answer' } });
    await system.advance(500);
    expect(fleet.state().peers.get(peer(1).peerId)).toMatchObject({ state: 'up', suspect: false });
  });

  test('a failed peer that returns is up again, with the facts of both lives', async () => {
    const { fleet, system, got, peer } = await openFleet(3);
    peer(1).die();
    await system.advance(1000);
    peer(1).restart();
    await system.advance(2500);
    expect(stateOf(fleet, peer(1))).toBe('up');
    expect(factIds(got)).toContain(`${peer(1).peerId}/200/1`);
    expect(new Set(factIds(got)).size).toBe(factIds(got).length);
  });

  test('a peer that leaves shows as leaving, then vanishes, and is not brought back by those who still name it', async () => {
    const { fleet, pass, peer } = await openFleet(3);
    const leaver = peer(2);
    const self = {
      peerId: leaver.peerId,
      memberId: leaver.peerId,
      address: leaver.address,
      incarnation: 100n,
    };
    leaver.fact({ case: 'peerLeft', value: { member: self } });
    leaver.state = 'leaving';
    await pass(250);
    expect(stateOf(fleet, leaver)).toBe('leaving');
    leaver.die();
    await pass(3000);
    expect(stateOf(fleet, leaver)).toBeUndefined();
    expect(fleet.state().peers.size).toBe(2);
  });

  test('a trimmed log is told as a gap, and the state is read anew', async () => {
    const { fleet, system, peer } = await openFleet(2);
    peer(1).life = 'silent';
    peer(1).die();
    for (let count = 0; count < 5; count += 1) peer(1).fact({ case: 'fileReplicated', value: {} });
    peer(1).trimmedTo = 5;
    peer(1).life = 'up';
    await system.advance(3000);
    const types = fleet.history
      .latest(50)
      .filter((event) => event.peerId === peer(1).peerId)
      .map((event) => event.type);
    expect(types.slice(-3)).toEqual(['gateway.gap', 'file.replicated', 'file.replicated']);
  });

  test('telemetry reaches the browsers without a number', async () => {
    const { system, got, peer } = await openFleet(2);
    peer(0).telemetry({ case: 'lookupHop', value: { lookupId: 'one', key: idOf(7) } });
    await system.advance(50);
    expect(got.at(-1)).toMatchObject({
      type: 'telemetry',
      events: [{ type: 'lookup.hop', data: { lookupId: 'one' } }],
    });
  });

  test('a peer whose log has a hole costs a gap, not a busy loop', async () => {
    const { fleet, system, peer } = await openFleet(2);
    peer(0).fact({ case: 'fileReplicated', value: {} });
    peer(0).log.splice(-1);
    Object.assign(peer(0), { log: [...peer(0).log, { ...peer(0).log.at(-1), seq: 9n }] });
    peer(0).fact({ case: 'fileReplicated', value: {} });
    await system.advance(1000);
    const last = fleet.history.latest(2);
    expect(last.map((event) => `${event.type} ${event.seq}`)).toEqual([
      'gateway.gap 9',
      'file.replicated 10',
    ]);
  });

  test('a peer that speaks for another is not heard', async () => {
    const { fleet, system, peer } = await openFleet(2);
    const forged = { ...peer(1).fact({ case: 'peerLeft', value: {} }), peerId: peer(0).peerId, seq: 3n };
    peer(1).heartbeat();
    Object.assign(peer(1), { log: [...peer(1).log.slice(0, -1), forged] });
    peer(1).die();
    peer(1).life = 'up';
    await system.advance(1000);
    expect(stateOf(fleet, peer(0))).toBe('up');
  });

  test('a malformed event is left out, and the next one is taken', async () => {
    const { fleet, system, peer } = await openFleet(2);
    peer(0).fact({ case: 'neighborsChanged', value: { member: { memberId: 'nonsense' } } });
    peer(0).fact({ case: 'fileReplicated', value: {} });
    await system.advance(100);
    expect(fleet.history.latest(1)[0]?.type).toBe('file.replicated');
    expect(stateOf(fleet, peer(0))).toBe('up');
  });

  test('a browser that applied every delta has the state of a fresh snapshot', async () => {
    const { fake, fleet, system, got, pass, peer } = await openFleet(4);
    peer(1).die();
    await pass(1500);
    fake.settleRing();
    fake.add(99);
    await pass(1500);
    fake.settleRing();
    await system.advance(100);
    const peers = new Map<string, unknown>();
    for (const message of got) {
      if (message.type === 'snapshot') for (const one of message.peers) peers.set(one.peerId, one);
      if (message.type !== 'delta') continue;
      for (const change of message.changes) {
        if (change.kind === 'peer') peers.set(change.peer.peerId, change.peer);
        if (change.kind === 'peer_removed') peers.delete(change.peerId);
      }
    }
    expect([...peers].sort()).toEqual([...fleet.state().peers].sort());
    expect(fleet.state().ring).toMatchObject({ ideal: true, members: 4 });
  });
});
