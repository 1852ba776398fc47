import { generateKeyPairSync } from 'node:crypto';
import { AcordeError } from '@acorde/protocol';
import {
  type PeerRecord,
  PeerRecordBodySchema,
  PeerRecordSchema,
} from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import { create, toBinary } from '@bufbuild/protobuf';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createSigner, keyFromPem } from '../identity/key.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { realSystem, type System } from '../system.ts';
import { createLiveness } from './liveness.ts';
import { Membership } from './membership.ts';
import { parsePeerAddress } from './peer-address.ts';
import { isNewer, readPeerRecord, signPeerRecord } from './peer-record.ts';
import { PeerTable } from './peer-table.ts';
import type { PeerChange } from './ports.ts';

const EXCHANGE_MS = 1000;

function newSigner() {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return createSigner(keyFromPem(pem, 'test'), null);
}

function factsOf(name: string, incarnation = 1) {
  return {
    name,
    address: '127.0.0.1:50051',
    api: 'http://127.0.0.1:8080',
    zone: '',
    incarnation,
    members: 1,
    version: '0.1.0',
    leaving: false,
    draining: false,
    registrar: false,
  };
}

/** Time that stands still until it is moved; timers fire in order. */
class FakeTime {
  #nowMs = 0;
  #timers: { atMs: number; fn: () => void }[] = [];
  #random = 1;

  readonly system: System = {
    ...realSystem,
    nowMs: () => this.#nowMs,
    monotonicMs: () => this.#nowMs,
    random: () => {
      this.#random = (this.#random * 16_807) % 2_147_483_647;
      return this.#random / 2_147_483_647;
    },
    schedule: (delayMs, fn) => {
      const timer = { atMs: this.#nowMs + delayMs, fn };
      this.#timers.push(timer);
      return () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      };
    },
  };

  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    for (;;) {
      const next = this.#timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = next.atMs;
      next.fn();
      await settle();
    }
    this.#nowMs = endMs;
  }
}

/** Lets everything that only waits for promises and commits go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

class FakeNetwork {
  readonly time = new FakeTime();
  readonly members = new Map<string, Membership>();
  readonly dead = new Set<string>();
  exchanges = 0;
  readonly log: string[] = [];

  add(
    name: string,
    options: {
      incarnation?: number;
      signer?: ReturnType<typeof newSigner>;
      database?: Database;
      registrar?: boolean;
    } = {},
  ) {
    const signer = options.signer ?? newSigner();
    const { leaving: _leaving, draining: _draining, ...facts } = factsOf(name, options.incarnation);
    const self = { ...facts, registrar: options.registrar ?? false };
    const membership = new Membership({
      self,
      signer,
      database: options.database ?? openDatabase(':memory:'),
      remote: {
        agrees: async (to, digest, records) =>
          this.#reach(signer.peerId, to.peerId).agrees(signer.peerId, digest, records),
        exchange: async (to, records, versions) => {
          this.exchanges += 1;
          return this.#reach(signer.peerId, to.peerId).exchange(signer.peerId, records, versions);
        },
        ping: async (to) => void this.#reach(signer.peerId, to.peerId),
      },
      system: this.time.system,
      exchangeIntervalMs: EXCHANGE_MS,
      log: pino({ level: 'debug' }, { write: (line) => this.log.push(line) }),
    });
    this.members.set(signer.peerId, membership);
    return membership;
  }

  #reach(from: string, to: string): Membership {
    const found = this.members.get(to);
    if (!found || this.dead.has(from) || this.dead.has(to))
      throw new AcordeError('PEER_UNREACHABLE', 'no answer');
    return found;
  }
}

/** Peers that each start by knowing the first one. */
async function startFleet(size: number): Promise<{ network: FakeNetwork; peers: Membership[] }> {
  const network = new FakeNetwork();
  const peers: Membership[] = [];
  for (let index = 0; index < size; index += 1) {
    const peer = network.add(`peer ${index}`);
    peer.start();
    peer.setOwnState('up');
    const first = peers[0];
    if (first) peer.learn(first.records(16));
    peers.push(peer);
  }
  await network.time.pass(3 * EXCHANGE_MS);
  return { network, peers };
}

const statesSeenBy = (peer: Membership) => peer.list().map(({ state }) => state);

describe('a fleet of eight', () => {
  it('knows itself within three exchanges', async () => {
    const { peers } = await startFleet(8);
    for (const peer of peers) expect(statesSeenBy(peer)).toEqual(Array(8).fill('up'));
    expect(peers[3]?.list()).toEqual(peers[5]?.list());
    expect(peers[0]?.livePeers()).toHaveLength(7);
    expect(peers[0]?.contacts()[0]).toMatchObject({ index: 0, incarnation: 1, address: '127.0.0.1:50051' });
  });

  it('looks at the signature of news alone: of all that a newcomer is told most is known already', async () => {
    const { network, peers } = await startFleet(2);
    const signer = newSigner();
    const spoiled = (incarnation: number) => {
      const record = signPeerRecord(factsOf('third', incarnation), signer);
      return { ...record, signature: new Uint8Array(64) };
    };
    peers[0]!.learn([signPeerRecord(factsOf('third', 5), signer)]);
    peers[0]!.learn([spoiled(5), spoiled(4)]);
    expect(network.log).toEqual([]);
    peers[0]!.learn([spoiled(6)]);
    expect(network.log).toEqual([expect.stringContaining('refused')]);
    expect(peers[0]!.get(signer.peerId)?.incarnation).toBe(5);
  });

  it('knows who of it can admit others', async () => {
    const { network, peers } = await startFleet(2);
    const registrar = network.add('registrar', { registrar: true });
    registrar.start();
    peers[0]!.learn(registrar.records(1));
    expect(peers[0]!.registrars()).toEqual(['127.0.0.1:50051']);
    expect(registrar.registrars()).toEqual([]);
  });

  it('that knows itself exchanges digests, and what is news, and nothing else', async () => {
    const { network, peers } = await startFleet(8);
    await network.time.pass(10 * EXCHANGE_MS);
    const before = network.exchanges;
    await network.time.pass(20 * EXCHANGE_MS);
    expect(network.exchanges).toBe(before);
    await peers[7]!.leave();
    await network.time.pass(5 * EXCHANGE_MS);
    expect(network.exchanges).toBe(before);
    for (const peer of peers) expect(peer.get(peers[7]!.self().peerId)?.state).toBe('leaving');
  });

  it('hears of a newcomer without lists of all that is known', async () => {
    const { network, peers } = await startFleet(16);
    await network.time.pass(20 * EXCHANGE_MS);
    const newcomer = network.add('the seventeenth');
    newcomer.start();
    newcomer.learn(peers[0]!.records(16));
    const before = network.exchanges;
    await network.time.pass(3 * EXCHANGE_MS);
    for (const peer of peers) expect(peer.list()).toHaveLength(17);
    expect(network.exchanges - before).toBeLessThanOrEqual(2);
  });

  it('finds out by digests what one of them has missed', async () => {
    const { network, peers } = await startFleet(4);
    await network.time.pass(10 * EXCHANGE_MS);
    const lonely = network.add('told to one peer only, which has forgotten that it is news');
    lonely.start();
    const [record] = lonely.records(1);
    lonely.stop();
    network.dead.add(lonely.self().peerId);
    // The others are cut off while the news goes round.
    for (const peer of peers.slice(1)) network.dead.add(peer.self().peerId);
    peers[0]!.learn([record!]);
    await network.time.pass(5 * EXCHANGE_MS);
    for (const peer of peers.slice(1)) network.dead.delete(peer.self().peerId);
    await network.time.pass(30 * EXCHANGE_MS);
    for (const peer of peers) expect(peer.get(lonely.self().peerId)).not.toBeNull();
  });

  it('sees a newcomer within a moment', async () => {
    const { network, peers } = await startFleet(8);
    const newcomer = network.add('the ninth');
    newcomer.start();
    newcomer.learn(peers[0]!.records(16));
    await network.time.pass(500);
    for (const peer of peers) expect(peer.list()).toHaveLength(9);
  });

  it('gives a peer that is drained no new copies, until it starts anew', async () => {
    const { network, peers } = await startFleet(8);
    const drained = peers[7]!;
    const { peerId } = drained.self();
    drained.drain();
    await network.time.pass(30 * EXCHANGE_MS);
    expect(drained.isDraining).toBe(true);
    for (const peer of peers.slice(0, 7)) {
      expect(peer.takers().map((taker) => taker.peerId)).not.toContain(peerId);
      expect(peer.livePeers()).toHaveLength(7);
      expect(peer.get(peerId)?.state).toBe('up');
    }
    await drained.leave();
    await network.time.pass(30 * EXCHANGE_MS);
    for (const peer of peers.slice(0, 7)) expect(peer.get(peerId)?.state).toBe('leaving');
  });

  it('sees a peer leave, and never takes that for a failure', async () => {
    const { network, peers } = await startFleet(8);
    const leaver = peers[7]!;
    await leaver.leave();
    leaver.stop();
    network.dead.add(leaver.self().peerId);
    await network.time.pass(5 * EXCHANGE_MS);
    for (const peer of peers.slice(0, 7)) expect(peer.get(leaver.self().peerId)?.state).toBe('leaving');
    expect(peers[0]?.livePeers()).toHaveLength(6);
  });

  it('finds a dead peer, and up again once it answers', async () => {
    const { network, peers } = await startFleet(4);
    const victim = peers[3]!.self().peerId;
    network.dead.add(victim);
    await network.time.pass(20 * EXCHANGE_MS);
    for (const peer of peers.slice(0, 3)) expect(peer.get(victim)?.state).toBe('failed');
    expect(peers[0]?.addressOf(victim)).toEqual({ peerId: victim, address: '127.0.0.1:50051' });
    network.dead.delete(victim);
    await network.time.pass(20 * EXCHANGE_MS);
    for (const peer of peers) expect(peer.get(victim)?.state).toBe('up');
  });

  it('asks a suspect at once, and only once at a time', async () => {
    const { network, peers } = await startFleet(3);
    const victim = peers[2]!.self().peerId;
    const changes: PeerChange[] = [];
    peers[0]!.onChange((change) => changes.push(change));
    expect(await peers[0]!.suspect(victim)).toBe(true);
    network.dead.add(victim);
    const [first, second] = [peers[0]!.suspect(victim), peers[0]!.suspect(victim)];
    expect(first).toBe(second);
    expect(await first).toBe(false);
    expect(changes).toMatchObject([{ peer: { peerId: victim, state: 'failed' }, previous: { state: 'up' } }]);
  });

  it('takes a restarted peer for up, under its new incarnation', async () => {
    const network = new FakeNetwork();
    const signer = newSigner();
    const watcher = network.add('watcher');
    const first = network.add('restarted', { signer, incarnation: 1 });
    for (const peer of [watcher, first]) peer.start();
    watcher.learn(first.records(1));
    watcher.failed(signer.peerId);
    first.stop();
    const second = network.add('restarted', { signer, incarnation: 2 });
    second.start();
    watcher.learn(second.records(1));
    expect(watcher.get(signer.peerId)).toMatchObject({ state: 'up', incarnation: 2 });
    watcher.learn(first.records(1));
    expect(watcher.get(signer.peerId)?.incarnation).toBe(2);
  });
});

it('knows its peers again after a restart, and asks which of them live', async () => {
  const network = new FakeNetwork();
  const database = openDatabase(':memory:');
  const signer = newSigner();
  const other = network.add('other');
  const gone = network.add('gone');
  const before = network.add('restarted', { signer, database });
  for (const peer of [other, gone, before]) peer.start();
  before.learn([...other.records(1), ...gone.records(1)]);
  await network.time.pass(EXCHANGE_MS);
  before.stop();
  network.dead.add(gone.self().peerId);
  const after = network.add('restarted', { signer, database, incarnation: 2 });
  after.start();
  await network.time.pass(EXCHANGE_MS);
  expect(after.get(other.self().peerId)?.state).toBe('up');
  expect(after.get(gone.self().peerId)?.state).toBe('failed');
});

it('remembers for two seconds whether a peer answered', async () => {
  const { network, peers } = await startFleet(2);
  const liveness = createLiveness(peers[0]!, network.time.system);
  const other = peers[1]!.self().peerId;
  expect(await liveness.answers(other)).toBe(true);
  network.dead.add(other);
  expect(await liveness.answers(other)).toBe(true);
  peers[0]!.stop();
  await network.time.pass(2_000);
  expect(await liveness.answers(other)).toBe(false);
  expect(await liveness.answers(newSigner().peerId)).toBe(false);
});

describe('a peer record', () => {
  const signer = newSigner();

  it('is read as it was signed', () => {
    const facts = { ...factsOf('péer 音'), leaving: true };
    expect(readPeerRecord(signPeerRecord(facts, signer))).toEqual({ ...facts, peerId: signer.peerId });
  });

  it.each([
    ['a changed body', (record: PeerRecord) => ({ ...record, body: record.body.with(3, 0x41) })],
    ["another peer's key", (record: PeerRecord) => ({ ...record, publicKey: newSigner().publicKey })],
    ['no signature', (record: PeerRecord) => ({ ...record, signature: new Uint8Array() })],
    ['no key', (record: PeerRecord) => ({ ...record, publicKey: new Uint8Array(44) })],
    ['a body that is no message', () => signed(new Uint8Array([0xff, 0xff]))],
    ['an endless body', () => signed(new Uint8Array(5000))],
  ])('is refused with %s', (_what, spoil) => {
    const record = signPeerRecord(factsOf('peer'), signer);
    expect(() => readPeerRecord(create(PeerRecordSchema, spoil(record)))).toThrow(AcordeError);
  });

  it.each([
    { address: '169.254.169.254:80' },
    { address: 'nowhere' },
    { api: 'javascript:alert(1)' },
    { api: 'ftp://example.org' },
    { name: 'x'.repeat(65) },
    { name: 'left\u202eright' },
    { members: 0 },
    { members: 17 },
    { incarnation: 2n ** 60n },
  ])('is refused with %o', (spoiled) => {
    const facts = { ...factsOf('peer'), incarnation: 1n, ...spoiled };
    const record = signed(toBinary(PeerRecordBodySchema, create(PeerRecordBodySchema, facts)));
    expect(() => readPeerRecord(record)).toThrow(AcordeError);
  });

  it('is newer by incarnation, and within one by leaving', () => {
    const version = (incarnation: number, leaving: boolean) => ({ peerId: '', incarnation, leaving });
    expect(isNewer(version(2, false), version(1, true))).toBe(true);
    expect(isNewer(version(1, true), version(1, false))).toBe(true);
    expect(isNewer(version(1, true), version(1, true))).toBe(false);
    expect(isNewer(version(1, false), version(1, true))).toBe(false);
    const drained = { ...version(1, false), draining: true };
    expect([isNewer(drained, version(1, false)), isNewer(version(1, true), drained)]).toEqual([true, true]);
    expect([isNewer(drained, drained), isNewer(version(2, false), drained)]).toEqual([false, true]);
  });

  function signed(body: Uint8Array): PeerRecord {
    const signature = signer.sign(Buffer.concat([Buffer.from('acorde/1/peer\0'), body]));
    return create(PeerRecordSchema, { body, publicKey: signer.publicKey, signature });
  }
});

it('does not fail its start over a spoiled row on disk', () => {
  const database = openDatabase(':memory:');
  new PeerTable(database).load(0);
  database.prepare('INSERT INTO peer_record VALUES (?, ?)').run('spoiled', new Uint8Array([1, 2, 3]));
  const table = new PeerTable(database);
  table.load(0);
  expect([...table.all()]).toEqual([]);
});

describe('a peer address', () => {
  it.each([
    ['127.0.0.1:50051', '127.0.0.1'],
    ['10.1.2.3:1', '10.1.2.3'],
    ['peer-1.example.org:65535', 'peer-1.example.org'],
    ['[::1]:50051', '::1'],
    ['2130706433:80', '127.0.0.1'],
  ])('%s is a place where a peer can live', (address, host) => {
    expect(parsePeerAddress(address).host).toBe(host);
  });

  it.each([
    '169.254.169.254:80',
    '2852039166:80', // 169.254.169.254 in decimal
    '0xa9.254.169.254:80',
    '0251.254.169.254:80',
    '[::ffff:169.254.169.254]:80',
    '[fe80::1]:80',
    '[ff02::1]:80',
    '[::]:80',
    '0.0.0.0:80',
    '224.0.0.1:80',
    '255.255.255.255:80',
    '100.100.100.200:80',
    'metadata.google.internal:80',
    'METADATA.google.internal.:80',
    'host',
    'host:0',
    'host:65536',
    'host:http',
    ':80',
    'user@host:80',
    'host:80/path',
    'ho st:80',
    '',
    `${'x'.repeat(400)}:80`,
  ])('%s is not', (address) => {
    expect(() => parsePeerAddress(address)).toThrow(AcordeError);
  });
});
