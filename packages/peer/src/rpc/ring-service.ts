import type { Hop, Identifier, LookupResult, RingSnapshot } from '@acorde/chord';
import {
  AcordeError,
  contactToMessage,
  hopToMessage,
  identifierFromText,
  neighborsToMessage,
  ringMemberToMessage,
  routingFromMessage,
} from '@acorde/protocol';
import { type LookupResponseSchema, RingService } from '@acorde/protocol/gen/acorde/v1/ring_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ConnectRouter } from '@connectrpc/connect';
import type { RingDoor } from './ports.ts';

export function ringService(router: ConnectRouter, ring: RingDoor, nowMs: () => number): void {
  router.service(RingService, {
    lookup(request, context) {
      const key = identifierFromText(request.key, 'key');
      return lookup(
        ring,
        key,
        {
          routing: routingFromMessage(request.routing),
          signal: context.signal,
          ...lookupIdOf(request.lookupId),
        },
        nowMs,
      );
    },
    getNeighbors(request) {
      const snapshot = findMember(ring, request.memberId);
      return neighborsToMessage({ ...snapshot, member: snapshot.self });
    },
    getRing: () => ({ members: ring.snapshots().map(ringMemberToMessage) }),
  });
}

function lookupIdOf(text: string): { lookupId?: string } {
  if (text === '') return {};
  if (!/^[\w-]{1,64}$/.test(text))
    throw new AcordeError('INVALID_ARGUMENT', 'lookup_id: at most 64 letters, digits, - and _');
  return { lookupId: text };
}

async function* lookup(
  ring: RingDoor,
  key: Identifier,
  options: Parameters<RingDoor['lookup']>[1],
  nowMs: () => number,
): AsyncGenerator<MessageInitShape<typeof LookupResponseSchema>> {
  // What the lookup takes, and not what its reader takes to read the hops.
  let spentMs = 0;
  const timed = async (next: Promise<IteratorResult<Hop, LookupResult>>) => {
    const startMs = nowMs();
    const step = await next;
    spentMs += nowMs() - startMs;
    return step;
  };
  const hops = ring.lookup(key, options);
  // The caller may go away between two hops: the lookup must not go on without it.
  const giveUp = () => void hops.return(undefined as never).catch(() => undefined);
  options.signal.addEventListener('abort', giveUp);
  let step = await timed(hops.next());
  for (; !step.done; step = await timed(hops.next())) {
    yield { part: { case: 'hop', value: hopToMessage(step.value) } };
  }
  options.signal.removeEventListener('abort', giveUp);
  if (options.signal.aborted) throw new AcordeError('CANCELLED', 'the caller went away');
  const result = step.value;
  const value = {
    key,
    owner: contactToMessage(result.owner),
    successors: result.successors.map(contactToMessage),
    hops: result.hops.length,
    ms: spentMs,
  };
  yield { part: { case: 'result', value } };
}

function findMember(ring: RingDoor, memberId: string): RingSnapshot {
  const snapshots = ring.snapshots();
  if (memberId === '') {
    const first = snapshots[0];
    if (!first) throw new AcordeError('NOT_JOINED', 'this peer hosts no ring member yet');
    return first;
  }
  const wanted = identifierFromText(memberId, 'member_id');
  const found = snapshots.find((snapshot) => snapshot.self.memberId === wanted);
  if (!found) throw new AcordeError('NOT_FOUND', 'this peer does not host that member');
  return found;
}
