import { createHash } from 'node:crypto';
import { type Hop, type Identifier, identifier, type LookupResult } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import { z } from 'zod';
import { requestSignal } from '../request-signal.ts';
import type { RestApp } from '../rest-app.ts';
import type { RouteDeps } from '../route-deps.ts';
import { hexOut, keyParam } from '../schemas/identifiers.ts';
import { problemResponses } from '../schemas/problem.ts';
import { contactJson, contactSchema, hopJson, hopSchema } from '../schemas/ring.ts';

const TEXT_CHARACTERS_MAX = 1024;

const query = z.object({
  key: keyParam.optional(),
  name: z.string().min(1).max(TEXT_CHARACTERS_MAX).optional().describe('A text: its SHA-256 is the key'),
  routing: z.enum(['auto', 'classic', 'full']).default('auto'),
});

const answer = z
  .object({
    key: hexOut,
    memberId: hexOut.describe('The member that owns the key'),
    peerId: hexOut,
    address: z.string(),
    successors: z.array(contactSchema),
    hops: z.array(hopSchema),
    ms: z.number(),
  })
  .meta({ id: 'Lookup' });

/** GET /v1/ring/lookup */
export function ringLookupRoute(app: RestApp, { ring, system }: Pick<RouteDeps, 'ring' | 'system'>): void {
  app.get(
    '/v1/ring/lookup',
    {
      schema: {
        tags: ['Ring'],
        summary: 'Who owns a key, and the hops that found it',
        querystring: query,
        response: { 200: answer, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { key: given, name, routing } = request.query;
      const key = keyOf(given, name);
      const startedMs = system.monotonicMs();
      const { result, hops } = await collect(ring.lookup(key, { routing, signal: requestSignal(reply) }));
      return {
        key,
        memberId: result.owner.memberId,
        peerId: result.owner.peerId,
        address: result.owner.address,
        successors: result.successors.map(contactJson),
        hops: hops.map(hopJson),
        ms: system.monotonicMs() - startedMs,
      };
    },
  );
}

function keyOf(key: Identifier | undefined, name: string | undefined): Identifier {
  if (key !== undefined && name === undefined) return key;
  if (key === undefined && name !== undefined)
    return identifier(createHash('sha256').update(name).digest('hex'));
  throw new AcordeError('INVALID_ARGUMENT', 'Give either key=, 64 lowercase hex digits, or name=, any text.');
}

async function collect(
  lookup: AsyncGenerator<Hop, LookupResult>,
): Promise<{ result: LookupResult; hops: Hop[] }> {
  const hops: Hop[] = [];
  for (;;) {
    const step = await lookup.next();
    if (step.done) return { result: step.value, hops };
    hops.push(step.value);
  }
}
