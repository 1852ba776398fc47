// What the bench asks of peers, as a peer of the network asks it: over the same connections, by the same calls.
import { randomBytes } from 'node:crypto';
import type { PeerClient } from '../../packages/peer/src/rpc/peer-client.ts';
import { MemberService } from '../../packages/protocol/src/gen/acorde/internal/v1/member_pb.ts';
import { RingService, Routing } from '../../packages/protocol/src/gen/acorde/v1/ring_pb.ts';
import type { RingPeer } from './ring-peers.ts';

/** A lookup of a random key as the asked peer timed it. */
export interface TimedLookup {
  /** Milliseconds; null when it failed. */
  readonly ms: number | null;
  /** Of these, what its questions took. */
  readonly asking: number;
  readonly hops: number;
}

/** Milliseconds of one unary call and its answer. */
export async function roundTripMs(client: PeerClient, peer: RingPeer): Promise<number> {
  const startMs = performance.now();
  await client.call(MemberService, peer, { timeoutMs: 5_000 }, (service, options) =>
    service.ping({ memberId: '' }, options),
  );
  return performance.now() - startMs;
}

export async function lookUp(
  client: PeerClient,
  peer: RingPeer,
  routing: Routing = Routing.AUTO,
): Promise<TimedLookup> {
  const key = randomBytes(32).toString('hex');
  let asking = 0;
  try {
    const { client: service } = client.bulk(RingService, peer);
    for await (const { part } of service.lookup({ key, routing }, { timeoutMs: 15_000 })) {
      if (part.case === 'hop') asking += part.value.ms;
      if (part.case === 'result') return { ms: part.value.ms, hops: part.value.hops, asking };
    }
  } catch {
    // A peer that was killed, or a lookup that came to nothing: both are failures.
  }
  return { ms: null, hops: 0, asking };
}

/** Whether the members of all these peers stand in one ring: successor and predecessor exact, lists full. */
export async function isIdeal(client: PeerClient, peers: readonly RingPeer[]): Promise<boolean> {
  const rings = await Promise.all(
    peers.map((peer) =>
      client
        .bulk(RingService, peer)
        .client.getRing({}, { timeoutMs: 5_000 })
        .catch(() => ({ members: [] })),
    ),
  );
  const members = rings.flatMap((ring) => ring.members);
  const order = members.map((member) => member.self?.memberId ?? '').sort();
  if (order.length < peers.length) return false;
  return members.every(({ self, predecessor, successors }) => {
    const at = order.indexOf(self?.memberId ?? '');
    const length = successors.length;
    const expected = Array.from({ length }, (_, i) => order[(at + 1 + i) % order.length]);
    const before = order[(at - 1 + order.length) % order.length];
    const isFull = length >= Math.min(8, order.length - 1);
    const isExact = successors.every(({ memberId }, i) => memberId === expected[i]);
    return isFull && isExact && (predecessor?.memberId ?? self?.memberId) === before;
  });
}

/** Milliseconds until the ring is ideal; throws after `limitMs`. */
export async function untilIdeal(
  client: PeerClient,
  peers: readonly RingPeer[],
  limitMs: number,
): Promise<number> {
  const startMs = performance.now();
  while (!(await isIdeal(client, peers))) {
    if (performance.now() - startMs > limitMs) throw new Error(`the ring was not ideal within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - startMs;
}
