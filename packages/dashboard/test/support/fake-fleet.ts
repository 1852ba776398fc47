// Peers in memory behind the gateway's port for dialing: they answer as real ones do, keep a log of their events, and can
// die, fall silent and come back. No sockets.
import {
  type Event,
  EventSchema,
  EventService,
  type WatchResponseSchema,
} from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { RegistryService } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import { StateService } from '@acorde/protocol/gen/acorde/v1/state_pb.ts';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import {
  Code,
  ConnectError,
  type ConnectRouter,
  createRouterTransport,
  type Interceptor,
} from '@connectrpc/connect';
import { createPeerClients, type PeerDialer, type PeerTarget } from '../../server/peer-clients.ts';
import type { System } from '../../server/system.ts';

export type FactInit = NonNullable<MessageInitShape<typeof EventSchema>['fact']>;
type WatchPart = MessageInitShape<typeof WatchResponseSchema>;

export interface FakePeer {
  readonly peerId: string;
  readonly address: string;
  state: string;
  incarnation: number;
  readonly log: Event[];
  /** Facts before this number are trimmed. */
  trimmedTo: number;
  /** `dead`: nobody listens; `silent`: connections hang. */
  life: 'up' | 'dead' | 'silent';
  predecessor: FakePeer | null;
  successors: FakePeer[];
  fact(fact: FactInit): Event;
  telemetry(fact: FactInit): void;
  /** Ends the process: every connection breaks. */
  die(): void;
  restart(): void;
  heartbeat(): void;
}

export interface FakeFleet {
  readonly dialer: PeerDialer;
  readonly peers: FakePeer[];
  /** How many watches are open. */
  watches(): number;
  add(index: number, routes?: (router: ConnectRouter) => void): FakePeer;
  /** Gives every living peer the neighbours of the ideal ring. */
  settleRing(successors?: number): void;
}

export const idOf = (index: number) => index.toString(16).padStart(2, '0').repeat(32);

export function createFakeFleet(system: Pick<System, 'schedule'>): FakeFleet {
  const peers: FakePeer[] = [];
  const callers: AbortSignal[] = [];
  const routes = new Map<string, (router: ConnectRouter) => void>();
  const streams = new Set<{ peer: FakePeer; push(part: WatchPart | Error): void; telemetry: boolean }>();

  function contact(peer: FakePeer) {
    const { peerId, address } = peer;
    return { peerId, memberId: peerId, index: 0, address, zone: '', incarnation: BigInt(peer.incarnation) };
  }

  function listing(peer: FakePeer) {
    const { peerId, address, state } = peer;
    const incarnation = BigInt(peer.incarnation);
    return {
      peerId,
      name: `peer-${peers.indexOf(peer) + 1}`,
      address,
      incarnation,
      memberIds: [peerId],
      state,
    };
  }

  function stateOf(peer: FakePeer) {
    const member = {
      self: contact(peer),
      ...(peer.predecessor && { predecessor: contact(peer.predecessor) }),
      successors: peer.successors.map(contact),
      phase: peer.state === 'up' ? 'up' : 'joining',
    };
    const position = { incarnation: BigInt(peer.incarnation), seq: BigInt(lastSeq(peer)) };
    return {
      peer: listing(peer),
      ...position,
      members: [member],
      events: 'direct',
      pid: 1,
      successorsWanted: 4,
    };
  }

  async function* watch(
    peer: FakePeer,
    from: { incarnation: bigint; afterSeq: bigint; telemetry: boolean },
    signal: AbortSignal,
  ) {
    const queue: (WatchPart | Error)[] = [heartbeatOf(peer), ...backlog(peer, from)];
    let wake = () => {};
    const stream = {
      peer,
      telemetry: from.telemetry,
      push(part: WatchPart | Error) {
        queue.push(part);
        wake();
      },
    };
    streams.add(stream);
    signal.addEventListener('abort', () => {
      streams.delete(stream);
      wake();
    });
    try {
      while (!signal.aborted) {
        const part = queue.shift();
        if (part instanceof Error) throw part;
        if (part) yield part;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      streams.delete(stream);
    }
  }

  function transport({ peerId, address }: PeerTarget) {
    const find = () => peers.find((one) => (peerId ? one.peerId === peerId : one.address === address));
    /** What a real transport does: it fails by itself when nobody listens, and waits when nobody answers. */
    const network: Interceptor = (next) => async (request) => {
      const peer = find();
      if (!peer || peer.life === 'dead')
        throw new ConnectError(`connect ECONNREFUSED ${address}`, Code.Unavailable);
      // The transport in memory does not tell a handler that its caller is gone; a real one does.
      callers.push(request.signal);
      request.header.set('caller', String(callers.length - 1));
      if (peer.life === 'up') return await next(request);
      await silence(request.signal);
      throw new ConnectError('no answer in time', Code.DeadlineExceeded);
    };
    const self = () => find() as FakePeer;
    return createRouterTransport(
      (router) => {
        router.service(RegistryService, {
          listPeers: () => ({ peers: peers.map(listing) }),
        });
        router.service(StateService, { getState: () => stateOf(self()) });
        router.service(EventService, {
          watch: (request, { requestHeader }) =>
            watch(self(), request, callers[Number(requestHeader.get('caller'))] as AbortSignal),
        });
        routes.get(peerId ?? '')?.(router);
      },
      { transport: { interceptors: [network] } },
    );
  }

  /** As long as a deadline of the caller; tests' time knows nothing of those inside a transport. */
  function silence(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const cancel = system.schedule(1000, resolve);
      signal.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  }

  const dialer: PeerDialer = {
    clients: (target) => createPeerClients(transport(target)),
    fresh: (target) => ({ clients: createPeerClients(transport(target)), close: () => {} }),
    forget: () => {},
    close: () => {},
  };

  function send(peer: FakePeer, part: WatchPart | Error, telemetry = false): void {
    if (peer.life === 'silent') return;
    for (const stream of streams)
      if (stream.peer === peer && (!telemetry || stream.telemetry)) stream.push(part);
  }

  function add(index: number, more?: (router: ConnectRouter) => void): FakePeer {
    const peerId = idOf(index);
    const peer: FakePeer = {
      ...{
        peerId,
        address: `127.0.0.1:${50_000 + index}`,
        state: 'up',
        incarnation: 100,
        log: [],
        trimmedTo: 0,
      },
      ...{ life: 'up' as const, predecessor: null, successors: [] },
      fact(fact) {
        const event = eventOf(peer, lastSeq(peer) + 1, fact);
        peer.log.push(event);
        send(peer, { part: { case: 'event', value: event } });
        return event;
      },
      telemetry: (fact) => send(peer, { part: { case: 'event', value: eventOf(peer, 0, fact) } }, true),
      die() {
        peer.life = 'dead';
        for (const stream of streams) {
          if (stream.peer === peer)
            stream.push(new ConnectError('the connection was closed', Code.Unavailable));
        }
      },
      restart() {
        const previous = {
          previousIncarnation: BigInt(peer.incarnation),
          previousSeq: BigInt(lastSeq(peer)),
        };
        peer.life = 'up';
        peer.state = 'up';
        peer.incarnation += 100;
        peer.fact({ case: 'peerStarted', value: previous });
        peer.fact({ case: 'peerJoined', value: { member: contact(peer) } });
      },
      heartbeat: () => send(peer, heartbeatOf(peer)),
    };
    if (more) routes.set(peerId, more);
    peers.push(peer);
    peer.fact({ case: 'peerStarted', value: {} });
    return peer;
  }

  return {
    dialer,
    peers,
    watches: () => streams.size,
    add,
    settleRing(successors = 4) {
      const living = peers
        .filter((peer) => peer.life === 'up')
        .sort((a, b) => (a.peerId < b.peerId ? -1 : 1));
      living.forEach((peer, at) => {
        const after = (steps: number) => living[(at + steps) % living.length] as FakePeer;
        const wanted = Array.from({ length: Math.min(successors, living.length - 1) }, (_, step) =>
          after(step + 1),
        );
        const predecessor = after(living.length - 1);
        if (
          peer.predecessor === predecessor &&
          String(wanted.map(nameOf)) === String(peer.successors.map(nameOf))
        )
          return;
        peer.predecessor = predecessor;
        peer.successors = wanted;
        const neighbors = { predecessor: contact(predecessor), successors: wanted.map(contact) };
        peer.fact({ case: 'neighborsChanged', value: { member: contact(peer), ...neighbors } });
      });
    },
  };
}

const nameOf = (peer: FakePeer) => peer.peerId;

function lastSeq(peer: FakePeer): number {
  const last = peer.log.at(-1);
  return last && Number(last.incarnation) === peer.incarnation ? Number(last.seq) : 0;
}

function eventOf(peer: FakePeer, seq: number, fact: FactInit): Event {
  const incarnation = BigInt(peer.incarnation);
  return create(EventSchema, {
    peerId: peer.peerId,
    incarnation,
    seq: BigInt(seq),
    time: timestampFromMs(1_000),
    fact,
  });
}

function heartbeatOf(peer: FakePeer): WatchPart {
  return {
    part: { case: 'heartbeat', value: { incarnation: BigInt(peer.incarnation), seq: BigInt(lastSeq(peer)) } },
  };
}

function backlog(peer: FakePeer, from: { incarnation: bigint; afterSeq: bigint }): WatchPart[] {
  const later = peer.log.filter(
    ({ incarnation, seq }) =>
      incarnation > from.incarnation || (incarnation === from.incarnation && seq > from.afterSeq),
  );
  const kept = later.filter(({ seq }) => Number(seq) > peer.trimmedTo);
  const parts: WatchPart[] = kept.map((event) => ({ part: { case: 'event', value: event } }));
  const first = kept[0];
  if (first === later[0] || !first) return parts;
  return [
    { part: { case: 'gap', value: { incarnation: first.incarnation, seq: first.seq - 1n } } },
    ...parts,
  ];
}
