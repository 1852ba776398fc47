import type { FastifyInstance } from 'fastify';
import type { TransferView } from '../../src/wire-event.ts';
import type { FixtureFleet } from './fixture-fleet.ts';
import { problem } from './problem.ts';

const STATES: Record<string, string> = { pause: 'paused', resume: 'running', cancel: 'cancelled' };

/** Transfers that the fixture has told of can be paused, resumed and cancelled; their next word of progress says so. */
export function transferRoutes(app: FastifyInstance, fleet: FixtureFleet): void {
  const known = new Map<string, TransferView>();
  fleet.listen((message) => {
    if (message.type !== 'telemetry') return;
    for (const event of message.events) {
      if (event.type !== 'transfer.progress' || event.data.transfer === null) continue;
      known.set(event.data.transfer.transferId, event.data.transfer);
    }
  });

  app.post<{ Params: { peer: string; id: string; operation: string } }>(
    '/api/transfers/:peer/:id/:operation',
    async (request, reply) => {
      const { peer: peerId, id, operation } = request.params;
      const transfer = known.get(id);
      const peer = fleet.up.find((one) => one.peerId === peerId);
      if (transfer === undefined || peer === undefined)
        return problem(reply, 404, 'NOT_FOUND', 'no such transfer runs here');
      const state = STATES[operation] ?? transfer.state;
      fleet.telemetry('transfer.progress', peer, { transfer: { ...transfer, state, bytesPerSecond: 0 } });
      return {};
    },
  );
}
