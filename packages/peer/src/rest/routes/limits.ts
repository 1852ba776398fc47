import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import type { RestApp } from '../rest-app.ts';
import { problemResponses } from '../schemas/problem.ts';

const limitsSchema = z
  .object({
    upBytesPerSecond: z.number().describe('To other peers; 0 for no limit'),
    downBytesPerSecond: z.number().describe('From other peers; 0 for no limit'),
    transfersMax: z.number().describe('Transfers that run or are paused at once'),
    streamsPerSource: z.number().describe('Streams that one download opens to each peer that has the file'),
  })
  .meta({ id: 'Limits' });

const number = z.coerce.number().optional();
const changes = z.object({
  up: number.describe('Bytes a second to other peers: at least 262144, or 0 for no limit'),
  down: number.describe('Bytes a second from other peers: at least 262144, or 0 for no limit'),
  transfers: number.describe('1 to 512'),
  streams: number.describe('1 to 8'),
});

/** GET and POST /v1/limits */
export function limitsRoute(app: RestApp, { files }: Pick<RestDeps, 'files'>): void {
  app.get(
    '/v1/limits',
    {
      schema: {
        tags: ['Operations'],
        summary: 'What this peer may spend on transfers',
        response: { 200: limitsSchema, ...problemResponses },
      },
    },
    async () => ({ ...files.limits.values() }),
  );
  app.post(
    '/v1/limits',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Change what this peer may spend on transfers, until its next start',
        description: 'What is not given stays. Transfers that run already follow the new rates.',
        security: [{ writeToken: [] }],
        querystring: changes,
        response: { 200: limitsSchema, ...problemResponses },
      },
    },
    async ({ query }) => ({
      ...files.limits.set({
        upBytesPerSecond: query.up,
        downBytesPerSecond: query.down,
        transfersMax: query.transfers,
        streamsPerSource: query.streams,
      }),
    }),
  );
}
