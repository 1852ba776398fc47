import type { FastifyInstance } from 'fastify';
import type { PeerView } from '../../src/wire.ts';
import type { HopView, RoutingName } from '../../src/wire-event.ts';
import type { LookupBody, LookupReply, PeerReply } from '../../src/wire-rest.ts';
import type { FixtureFleet } from './fixture-fleet.ts';
import { fingersOf, ownerOf, routeOf } from './fixture-ring.ts';
import { problem } from './problem.ts';

export function ringRoutes(app: FastifyInstance, fleet: FixtureFleet, wait: () => Promise<void>): void {
  let lookups = 0;

  app.get<{ Params: { id: string } }>('/api/peers/:id', async (request, reply) => {
    const peer = fleet.peers.find((one) => one.peerId === request.params.id);
    if (peer === undefined) return problem(reply, 404, 'NOT_FOUND', 'no such peer');
    if (peer.state === 'failed') return problem(reply, 503, 'PEER_UNREACHABLE', 'the peer does not answer');
    return peerReply(fleet, peer);
  });

  app.post<{ Body: LookupBody }>('/api/lookup', async (request, reply) => {
    const { peerId, key = '', routing = 'classic' } = request.body;
    const peer = fleet.up.find((one) => one.peerId === peerId) ?? fleet.up[0];
    if (peer === undefined) return problem(reply, 503, 'NOT_JOINED', 'there is no peer');
    return lookup(fleet, peer, key, routing, `lookup-${++lookups}`, wait);
  });
}

function peerReply(fleet: FixtureFleet, peer: PeerView): PeerReply {
  const { predecessor, successors, memberId, phase } = peer.members[0]!;
  const fingers = fingersOf(fleet.ids, memberId).map(({ exponent, id }) => ({
    exponent,
    contact: fleet.contactOf(id),
  }));
  const near = {
    predecessor: predecessor === null ? null : fleet.contactOf(predecessor),
    successors: successors.map((id) => fleet.contactOf(id)),
  };
  return { peer, members: [{ self: fleet.contact(peer), ...near, fingers, phase }] };
}

async function lookup(
  fleet: FixtureFleet,
  peer: PeerView,
  key: string,
  routing: RoutingName,
  lookupId: string,
  wait: () => Promise<void>,
): Promise<LookupReply> {
  const start = peer.members[0]!.memberId;
  const owner = ownerOf(fleet.ids, key);
  const route =
    routing === 'classic'
      ? routeOf(fleet.ids, start, key)
      : start === owner
        ? []
        : [{ from: start, to: owner, reason: 'member' }];
  const hops: HopView[] = [];
  for (const [i, { from, to, reason }] of route.entries()) {
    await wait();
    const outcome = to === owner ? 'owner' : 'forwarded';
    hops.push({
      index: i + 1,
      attempt: 1,
      from: fleet.contactOf(from),
      to: fleet.contactOf(to),
      reason,
      outcome,
      ms: 0.8 + i * 0.7,
    });
    fleet.telemetry('lookup.hop', peer, { lookupId, key, routing, hop: hops.at(-1)! });
  }
  const ms = hops.reduce((sum, hop) => sum + hop.ms, 0);
  const ownerContact = fleet.contactOf(owner);
  fleet.telemetry('lookup.ended', peer, {
    lookupId,
    key,
    routing,
    owner: ownerContact,
    hops: hops.length,
    ms,
    error: '',
  });
  return { lookupId, peerId: peer.peerId, key, routing, owner: ownerContact, successors: [], hops, ms };
}
