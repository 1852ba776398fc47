// Looks a key up from a peer of choice. The hops come back here at the end; the page draws those that come by telemetry,
// on the way of all events, under the name `lookupId` that the peer is given here.
import { AcordeError, routingToMessage } from '@acorde/protocol';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { HopView } from '../../src/wire-event.ts';
import type { LookupReply } from '../../src/wire-rest.ts';
import type { System } from '../system.ts';
import { contactView, contactViews, hopView } from '../view.ts';
import { checked, hexId } from './input.ts';
import type { ChosenPeer, PeerChoice } from './peer-choice.ts';

const LOOKUP_TIMEOUT_MS = 15_000;
const QUERY_TIMEOUT_MS = 5_000;
const QUERY_ENTRIES = 1000;
const HOPS_MAX = 256;

const body = z
  .strictObject({
    peerId: hexId.optional(),
    key: hexId.optional(),
    fileId: hexId.optional(),
    name: z.string().min(1).max(255).optional(),
    routing: z.enum(['auto', 'classic', 'full']).default('classic'),
  })
  .refine(({ key, fileId, name }) => [key, fileId, name].filter((one) => one !== undefined).length === 1, {
    message: 'give exactly one of key, fileId and name',
  });

type Body = z.output<typeof body>;

export interface LookupRouteParts {
  readonly choice: PeerChoice;
  readonly system: System;
}

export function lookupRoute(app: FastifyInstance, parts: LookupRouteParts): void {
  app.post('/api/lookup', async (request): Promise<LookupReply> => {
    const wanted = checked(body as z.ZodType<Body>, request.body);
    const key =
      wanted.key ?? wanted.fileId ?? (await fileIdOf(wanted.name ?? '', wanted.peerId, parts.choice));
    // A new name for each try, so that a page never mixes the hops of two peers.
    return parts.choice.read(wanted.peerId, (peer) => ask(peer, key, wanted.routing, parts.system.uuid()));
  });
}

async function ask(
  { peerId, clients }: ChosenPeer,
  key: string,
  routing: Body['routing'],
  lookupId: string,
): Promise<LookupReply> {
  const hops: HopView[] = [];
  const request = { key, routing: routingToMessage(routing), lookupId };
  for await (const { part } of clients.ring.lookup(request, { timeoutMs: LOOKUP_TIMEOUT_MS })) {
    if (part.case === 'hop' && hops.length < HOPS_MAX) hops.push(hopView(part.value) as HopView);
    if (part.case !== 'result') continue;
    const { owner, successors, ms } = part.value;
    const result = { owner: contactView(owner), successors: contactViews(successors), hops, ms };
    return { lookupId, peerId, key, routing, ...result };
  }
  throw new AcordeError('INTERNAL', 'the peer ended the lookup without a result');
}

async function fileIdOf(name: string, peerId: string | undefined, choice: PeerChoice): Promise<string> {
  const page = await choice.read(peerId, ({ clients }) =>
    clients.files.query({ query: name, pageSize: QUERY_ENTRIES }, { timeoutMs: QUERY_TIMEOUT_MS }),
  );
  const entry = page.entries.find((candidate) => candidate.name === name);
  if (!entry)
    throw new AcordeError('FILE_NOT_FOUND', 'no shared file has this name; a lookup takes a key too');
  return entry.fileId;
}
