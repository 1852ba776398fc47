// What the fleet is.
import { AcordeError } from '@acorde/protocol';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { FleetReply, PeerReply } from '../../src/wire-rest.ts';
import type { Fleet } from '../fleet.ts';
import { memberDetail } from '../view.ts';
import { checked, hexId } from './input.ts';
import type { PeerChoice } from './peer-choice.ts';

const READ_TIMEOUT_MS = 2_000;

const peerParams = z.object({ id: hexId });

export function fleetRoutes(
  app: FastifyInstance,
  { fleet, choice }: { fleet: Fleet; choice: PeerChoice },
): void {
  app.get('/api/fleet', (): FleetReply => {
    const { peers, ring, events } = fleet.state();
    return {
      peers: [...peers.values()].map(({ peerId: id, name, address, api, state }) => ({
        id,
        name,
        address,
        api,
        state,
      })),
      ring: { ideal: ring.ideal, members: ring.members },
      events,
    };
  });

  app.get('/api/peers/:id', async (request): Promise<PeerReply> => {
    const { id } = checked(peerParams, request.params);
    const state = await choice.read(id, ({ clients }) =>
      clients.state.getState({}, { timeoutMs: READ_TIMEOUT_MS }),
    );
    fleet.reader.take(state);
    const peer = fleet.state().peers.get(id);
    if (!peer) throw new AcordeError('NOT_FOUND', 'the peer has left');
    return { peer, members: state.members.map(memberDetail) };
  });
}
