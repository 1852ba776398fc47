import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import type { RestApp } from '../rest-app.ts';
import { rfc3339 } from '../rfc3339.ts';
import { problemResponses } from '../schemas/problem.ts';

const answer = z
  .object({
    token: z.string().describe('For `acorde serve --join`'),
    expires: z.string().describe('RFC 3339'),
  })
  .meta({ id: 'JoinToken' });

/** POST /v1/network/tokens */
export function networkTokensRoute(app: RestApp, { tokens }: Pick<RestDeps, 'tokens'>): void {
  app.post(
    '/v1/network/tokens',
    {
      schema: {
        tags: ['Network'],
        summary: 'A single-use token that admits one more peer',
        security: [{ writeToken: [] }],
        response: { 201: answer, ...problemResponses },
      },
    },
    async (_request, reply) => {
      const { token, expiresMs } = await tokens.issue();
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ token, expires: rfc3339(expiresMs) });
    },
  );
}
