import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { RemoteError } from '@acorde/chord';
import { MemberService } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import { EventService } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import type { ConnectRouter } from '@connectrpc/connect';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FileId } from '../records/record.ts';
import { realSystem } from '../system.ts';
import { memberService } from './member-service.ts';
import { createRemote } from './remote.ts';
import { createReplicaRemote } from './replica-remote.ts';
import { replicaService } from './replica-service.ts';
import { contactOf, fakeMember, fakeReplicas, hostOf, KEY, PEER_A, PEER_B } from './test/fakes.ts';
import { TestNetwork, type TestPeer } from './test/peers.ts';

const FILE = 'cd'.repeat(32) as FileId;
const CHUNK = 1024 * 1024;

let network: TestNetwork;
let caller: TestPeer;

beforeEach(async () => {
  network = new TestNetwork();
  caller = await network.peer('caller', () => undefined);
});

afterEach(() => network.stop());

function ping(to: { peerId: string; address: string }, timeoutMs = 5_000) {
  return caller.client.call(MemberService, to, { timeoutMs }, (member, options) => member.ping({}, options));
}

function pingable(router: ConnectRouter): void {
  router.service(MemberService, { ping: () => ({}) });
}

describe('a call', () => {
  it('is refused when another peer answers at the address', async () => {
    const callee = await network.peer('callee', pingable);
    const impostor = { peerId: PEER_A, address: callee.address };
    await expect(ping(impostor)).rejects.toMatchObject({
      code: 'PEER_UNREACHABLE',
      source: 'transport',
      message: expect.stringContaining('another peer answers'),
    });
  });

  it('is refused when a peer of another network answers', async () => {
    const foreign = new TestNetwork();
    const callee = await foreign.peer('callee', pingable);
    await expect(ping(callee)).rejects.toMatchObject({ code: 'PEER_UNREACHABLE', source: 'transport' });
    await foreign.stop();
  });

  it('finds a stopped peer unreachable, and the peer again after its restart', async () => {
    const first = await network.peer('callee', pingable);
    await ping(first);
    await first.stop();
    await expect(ping(first)).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
    const second = await network.peer('callee', pingable);
    await ping(second);
  });

  it('does not count a status of the peer against its life', async () => {
    const callee = await network.peer('callee', () => undefined);
    await expect(ping(callee)).rejects.toMatchObject({ source: 'answered' });
  });

  it('is not made to an address where no peer can live', async () => {
    await expect(ping({ peerId: PEER_A, address: '169.254.169.254:80' })).rejects.toMatchObject({
      code: 'PEER_UNREACHABLE',
      message: expect.stringContaining('no peer can live'),
    });
  });

  it('is cancelled by its caller without blame for the peer', async () => {
    const callee = await network.peer('callee', (router) =>
      router.service(MemberService, { ping: () => new Promise(() => undefined) }),
    );
    const abort = new AbortController();
    const call = caller.client.call(MemberService, callee, { signal: abort.signal }, (member, options) =>
      member.ping({}, options),
    );
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'CANCELLED', source: 'cancelled' });
  });
});

describe('a connection that breaks', () => {
  let proxy: Proxy;
  let callee: TestPeer;

  beforeEach(async () => {
    callee = await network.peer('callee', (router) => {
      pingable(router);
      replicaService(router, fakeReplicas());
      router.service(EventService, {
        async *watch(_request, { signal }) {
          yield { part: { case: 'heartbeat', value: { incarnation: 1n, seq: 1n } } };
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
        },
      });
    });
    proxy = await startProxy(Number(callee.address.split(':')[1]));
  });

  afterEach(() => proxy.stop());

  it('is reported at once, and the next call uses a new one', async () => {
    const via = { peerId: callee.peerId, address: proxy.address };
    await ping(via);
    proxy.cut();
    await vi.waitFor(() => expect(caller.closed).toEqual([callee.peerId]));
    await ping(via);
    expect(proxy.connections).toBe(2);
  });

  it('fails a stream in the middle as PEER_UNREACHABLE', async () => {
    const call = caller.client.bulk(EventService, { peerId: callee.peerId, address: proxy.address });
    const messages = call.client.watch({})[Symbol.asyncIterator]();
    await messages.next();
    const pending = messages.next().catch((thrown: unknown) => Promise.reject(call.failed(thrown)));
    proxy.cut();
    await expect(pending).rejects.toMatchObject({ code: 'PEER_UNREACHABLE', source: 'transport' });
  });

  it('repeats a short call that breaks on a connection that had been there', async () => {
    const via = { peerId: callee.peerId, address: proxy.address };
    await ping(via);
    proxy.cutOnNextData = true;
    await ping(via);
    expect(proxy.connections).toBe(2);
  });

  it('says that a silent peer is unreachable when the deadline passes', async () => {
    proxy.silent = true;
    const via = { peerId: callee.peerId, address: proxy.address };
    await expect(ping(via, 50)).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
  });

  it('gives up a copy and reports the broken connection to its writer', async () => {
    const writer = createReplicaRemote(caller.client).openReplica(
      { peerId: callee.peerId, address: proxy.address },
      undefined,
    );
    await writer.write(new Uint8Array(1000));
    await vi.waitFor(() => expect(proxy.connections).toBe(1));
    proxy.cut();
    const finish = writer.finish({ fileId: FILE, size: 1000, sha256: new Uint8Array(32) });
    await expect(finish).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
  });
});

describe('copies', () => {
  it('arrive whole, chunk digests and the end in their places', async () => {
    const replicas = fakeReplicas();
    const callee = await network.peer('callee', (router) => replicaService(router, replicas));
    const writer = createReplicaRemote(caller.client).openReplica(callee, 3 * CHUNK);
    const bytes = new Uint8Array(3 * CHUNK).map((_, index) => index % 251);
    for (let chunk = 0; chunk < 3; chunk += 1) {
      await writer.write(bytes.subarray(chunk * CHUNK, (chunk + 1) * CHUNK));
      await writer.chunkEnd(new Uint8Array(32).fill(chunk));
    }
    const holder = await writer.finish({
      fileId: FILE,
      size: bytes.length,
      sha256: new Uint8Array(32).fill(9),
    });
    expect(holder.kind).toBe('holder');
    expect(Buffer.compare(replicas.received, bytes)).toBe(0);
    const ends = replicas.parts.filter((part) => part.type !== 'data').map((part) => part.type);
    expect(ends).toEqual(['chunk_digest', 'chunk_digest', 'chunk_digest', 'finish']);
  });

  it('are refused at once by a full disk, with its own code', async () => {
    const callee = await network.peer('callee', (router) => replicaService(router, fakeReplicas(10)));
    const writer = createReplicaRemote(caller.client).openReplica(callee, 100 * CHUNK);
    const sending = (async () => {
      for (let count = 0; count < 100; count += 1) await writer.write(new Uint8Array(CHUNK));
      await writer.finish({ fileId: FILE, size: 0, sha256: new Uint8Array(32) });
    })();
    await expect(sending).rejects.toMatchObject({ code: 'DISK_FULL', source: 'answered' });
  });

  it('are read in pieces that never span two chunks', async () => {
    const callee = await network.peer('callee', (router) => replicaService(router, fakeReplicas()));
    const signal = new AbortController().signal;
    let position = 0;
    for await (const piece of createReplicaRemote(caller.client).readChunks(callee, FILE, 3, 2, signal)) {
      expect(piece.length).toBeLessThanOrEqual(1024 * 1024);
      expect(piece.every((byte) => byte === 3 + Math.floor(position / CHUNK))).toBe(true);
      position += piece.length;
    }
    expect(position).toBe(2 * CHUNK);
  });

  it('are not sent on once their reader has left', async () => {
    const replicas = fakeReplicas();
    let ended = false;
    replicas.readChunks = async function* () {
      try {
        for (;;) yield new Uint8Array(CHUNK);
      } finally {
        ended = true;
      }
    };
    const callee = await network.peer('callee', (router) => replicaService(router, replicas));
    const signal = new AbortController().signal;
    for await (const _ of createReplicaRemote(caller.client).readChunks(callee, FILE, 0, 1000, signal)) break;
    await vi.waitFor(() => expect(ended).toBe(true));
  });

  it('give their digests, but not more of them than the file has', async () => {
    const callee = await network.peer('callee', (router) => replicaService(router, fakeReplicas()));
    const signal = new AbortController().signal;
    const remote = createReplicaRemote(caller.client);
    expect(await remote.readDigests(callee, FILE, 320_000, signal)).toHaveLength(320_000);
    await expect(remote.readDigests(callee, FILE, 1000, signal)).rejects.toMatchObject({
      code: 'CONTENT_CORRUPT',
    });
  });
});

describe('the ring over the network', () => {
  it('carries every call and maps every failure', async () => {
    const peers = { self: contactOf(PEER_A), other: contactOf(PEER_B) };
    const callee = await network.peer('callee', (router) => {
      memberService(
        router,
        hostOf(
          () => to(),
          () => member,
        ),
        realSystem,
      );
    });
    const to = () => contactOf(callee.peerId, callee.address);
    const member = fakeMember(to(), peers.other);
    const remote = createRemote(caller.client);
    const options = { timeoutMs: 5_000 };
    const from = contactOf(caller.peerId, caller.address);

    expect(await remote.getNeighbors(to(), options)).toEqual({
      member: to(),
      predecessor: null,
      successors: [peers.other],
    });
    // The second answer is `unchanged`, and comes out the same.
    expect((await remote.getNeighbors(to(), options)).successors).toEqual([peers.other]);
    const step = { key: KEY, excluded: [], routing: 'classic' as const };
    expect(await remote.lookupStep(to(), step, options)).toEqual({
      kind: 'owner',
      owner: to(),
      successors: [peers.other],
    });
    const brief = await remote.lookupStep(to(), { ...step, brief: true }, options);
    expect(brief).toEqual({ kind: 'owner', owner: to(), successors: [] });
    const closer = await remote.lookupStep(to(), { ...step, key: peers.self.memberId }, options);
    expect(closer).toEqual({ kind: 'closer', next: [{ contact: peers.other, reason: 'finger 255' }] });
    const earlier = { ...to(), incarnation: 0 };
    expect(await remote.getNeighbors(earlier, options)).toMatchObject({ member: to() });
    const busy = remote.lookupStep(to(), { ...step, excluded: [KEY] }, options);
    await expect(busy).rejects.toMatchObject({ kind: 'busy' });
    await remote.notify(to(), from, options);
    expect(member.notified).toEqual([from]);
    await expect(remote.notify(to(), peers.self, options)).rejects.toMatchObject({ kind: 'answered' });
    const elsewhere = { ...to(), index: 5 };
    await expect(remote.ping(elsewhere, options)).rejects.toMatchObject({ kind: 'not_member' });
    await callee.stop();
    const dead = remote.ping(to(), options);
    await expect(dead).rejects.toBeInstanceOf(RemoteError);
    await expect(dead).rejects.toMatchObject({ kind: 'unreachable' });
  });
});

interface Proxy {
  readonly address: string;
  readonly connections: number;
  /** Accept, and never answer. */
  silent: boolean;
  /** Cut when the caller sends the next bytes. */
  cutOnNextData: boolean;
  cut(): void;
  stop(): Promise<void>;
}

/** Stands between two peers and can cut the wire. */
async function startProxy(port: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const server: Server = createServer((inner) => {
    proxy.connections += 1;
    sockets.add(inner);
    inner.on('error', () => undefined);
    if (proxy.silent) return;
    const outer = connect(port, '127.0.0.1');
    sockets.add(outer);
    outer.on('error', () => undefined);
    inner.on('data', (data) => {
      if (!proxy.cutOnNextData) return outer.write(data);
      proxy.cutOnNextData = false;
      return cut();
    });
    outer.on('data', (data) => inner.write(data));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = {
    address: `127.0.0.1:${(server.address() as { port: number }).port}`,
    connections: 0,
    silent: false,
    cutOnNextData: false,
    cut,
    stop: () =>
      new Promise<void>((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
  return proxy;
}
