// A peer's running transfers: let one wait, go on, or end. What they are doing comes by telemetry, as everything does.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { FileRouteParts } from './file-routes.ts';
import { checked, hexId } from './input.ts';
import { fromPeer } from './problem.ts';

const TIMEOUT_MS = 5_000;
const params = z.object({
  peer: hexId,
  id: z.string().min(1).max(128),
  operation: z.enum(['pause', 'resume', 'cancel']),
});

export function transferRoutes(app: FastifyInstance, { choice, writeHeaders }: FileRouteParts): void {
  app.post('/api/transfers/:peer/:id/:operation', async (request): Promise<Record<string, never>> => {
    const { peer, id: transferId, operation } = checked(params, request.params);
    const { files } = choice.one(peer).clients;
    const call = { timeoutMs: TIMEOUT_MS, headers: writeHeaders() };
    try {
      if (operation === 'pause') await files.pauseTransfer({ transferId }, call);
      else if (operation === 'resume') await files.resumeTransfer({ transferId }, call);
      else await files.cancelTransfer({ transferId }, call);
      return {};
    } catch (error) {
      throw fromPeer(error);
    }
  });
}
