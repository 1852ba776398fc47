import type { RestDeps } from '../ports.ts';
import type { RestApp } from '../rest-app.ts';
import { problemResponses } from '../schemas/problem.ts';
import { stateJson, stateSchema } from '../schemas/state.ts';

/** GET /v1/state */
export function stateRoute(app: RestApp, { state }: Pick<RestDeps, 'state'>): void {
  app.get(
    '/v1/state',
    {
      schema: {
        tags: ['Operations'],
        summary: 'What this peer is and does',
        response: { 200: stateSchema, ...problemResponses },
      },
    },
    async () => stateJson(state.read()),
  );
}
