import { AcordeError } from '@acorde/protocol';
import { z } from 'zod';
import type { RestDeps } from '../ports.ts';
import type { RestApp } from '../rest-app.ts';
import { problemResponses } from '../schemas/problem.ts';
import { memberJson, memberSchema } from '../schemas/ring.ts';

const answer = memberSchema.extend({ members: z.array(memberSchema) }).meta({ id: 'Ring' });

/** GET /v1/ring: every member of this peer; the first one's fields also at the top level. */
export function ringRoute(app: RestApp, { ring }: Pick<RestDeps, 'ring'>): void {
  app.get(
    '/v1/ring',
    {
      schema: {
        tags: ['Ring'],
        summary: 'The ring as the members of this peer see it',
        response: { 200: answer, ...problemResponses },
      },
    },
    async () => {
      const members = ring.snapshots().map(memberJson);
      const [first] = members;
      if (!first) throw new AcordeError('NOT_JOINED', 'This peer has no member on a ring yet.');
      return { ...first, members };
    },
  );
}
