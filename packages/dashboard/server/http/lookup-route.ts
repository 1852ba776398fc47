// Looks a key up from a peer of choice. The hops come back here at the end; the page draws those that come by telemetry,
// on the way of all events, and `lookupId` says which they are.
import { AcordeError, routingToMessage } from '@acorde/protocol';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { EventView, HopView } from '../../src/wire-event.ts';
import type { LookupReply } from '../../src/wire-rest.ts';
import type { Fleet } from '../fleet.ts';
import { delay, type System } from '../system.ts';
import { contactView, contactViews, hopView } from '../view.ts';
import { checked, hexId } from './input.ts';
import type { ChosenPeer, PeerChoice } from './peer-choice.ts';

const LOOKUP_TIMEOUT_MS = 15_000;
const QUERY_TIMEOUT_MS = 5_000;
const QUERY_ENTRIES = 1000;
/** Telemetry may come a moment after the answer. */
const TELEMETRY_WAIT_MS = 150;
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
  readonly fleet: Fleet;
  readonly choice: PeerChoice;
  readonly system: System;
}

export function lookupRoute(app: FastifyInstance, parts: LookupRouteParts): void {
  /** Lookups under way that were matched with an answer: two of the same key at once stay apart. */
  const claimed = new Set<string>();

  app.post('/api/lookup', async (request): Promise<LookupReply> => {
    const wanted = checked(body as z.ZodType<Body>, request.body);
    const key =
      wanted.key ?? wanted.fileId ?? (await fileIdOf(wanted.name ?? '', wanted.peerId, parts.choice));
    return parts.choice.read(wanted.peerId, (peer) => lookup(peer, key, wanted.routing));
  });

  async function lookup(peer: ChosenPeer, key: string, routing: Body['routing']): Promise<LookupReply> {
    const watch = watchTelemetry(parts.fleet, peer.peerId, key, claimed);
    try {
      const reply = await ask(peer, key, routing);
      if (watch.id() === '') await Promise.race([delay(parts.system, TELEMETRY_WAIT_MS), watch.seen]);
      return { ...reply, lookupId: watch.id() };
    } finally {
      watch.end();
    }
  }
}

async function ask(
  { peerId, clients }: ChosenPeer,
  key: string,
  routing: Body['routing'],
): Promise<LookupReply> {
  const hops: HopView[] = [];
  const request = { key, routing: routingToMessage(routing) };
  for await (const { part } of clients.ring.lookup(request, { timeoutMs: LOOKUP_TIMEOUT_MS })) {
    if (part.case === 'hop' && hops.length < HOPS_MAX) hops.push(hopView(part.value) as HopView);
    if (part.case !== 'result') continue;
    const { owner, successors, ms } = part.value;
    const result = { owner: contactView(owner), successors: contactViews(successors), hops, ms };
    return { lookupId: '', peerId, key, routing, ...result };
  }
  throw new AcordeError('INTERNAL', 'the peer ended the lookup without a result');
}

/** The id of the first lookup of this key that this peer tells of from now on. */
function watchTelemetry(fleet: Fleet, peerId: string, key: string, claimed: Set<string>) {
  let id = '';
  const { promise: seen, resolve } = Promise.withResolvers<void>();
  const stop = fleet.onTelemetry((event: EventView) => {
    if (id !== '' || event.peerId !== peerId) return;
    if (event.type !== 'lookup.hop' && event.type !== 'lookup.ended') return;
    if (event.data.key !== key || claimed.has(event.data.lookupId)) return;
    id = event.data.lookupId;
    claimed.add(id);
    resolve();
  });
  const end = () => {
    stop();
    claimed.delete(id);
  };
  return { id: () => id, seen, end };
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
