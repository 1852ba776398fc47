import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import type { RestApp } from '../rest-app.ts';
import { peerJson, peerSchema } from '../schemas/peer.ts';
import { problemResponses } from '../schemas/problem.ts';

/** GET /v1/peers */
export function peersRoute(app: RestApp, { peers }: Pick<RestDeps, 'peers'>): void {
  app.get(
    '/v1/peers',
    {
      schema: {
        tags: ['Network'],
        summary: 'The peers that this one knows, itself included',
        response: { 200: z.object({ peers: z.array(peerSchema) }), ...problemResponses },
      },
    },
    async () => ({ peers: peers.list().map(peerJson) }),
  );
}
