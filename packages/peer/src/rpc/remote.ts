// The ring's calls to members of other peers, over MemberService.
import {
  type CallOptions,
  type Contact,
  type LookupStepReply,
  type LookupStepRequest,
  type Neighbors,
  type Remote,
  RemoteError,
  type RemoteErrorKind,
} from '@acorde/chord';
import {
  AcordeError,
  contactToMessage,
  neighborsFromMessage,
  routingToMessage,
  stepReplyFromMessage,
} from '@acorde/protocol';
import { MemberService } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import type { Client, CallOptions as RpcOptions } from '@connectrpc/connect';
import { createPlaceCheck } from '../identity/peer-id.ts';
import { AnswerCache } from './answer-cache.ts';
import { NOT_MEMBER } from './errors.ts';
import { PeerCallError, type PeerClient } from './peer-client.ts';

const NONE = new Uint8Array();

export function createRemote(client: PeerClient): Remote {
  const isInPlace = createPlaceCheck();
  const neighborsOf = new AnswerCache<Neighbors>();
  const owners = new AnswerCache<LookupStepReply>();
  return {
    getNeighbors: (to, options) =>
      call(client, to, options, async (members, rpc) => {
        const known = neighborsOf.digestOf(to.memberId);
        const reply = await members.getNeighbors({ memberId: to.memberId, known }, rpc);
        const confirmed = reply.unchanged ? neighborsOf.confirmed(to.memberId, known) : null;
        if (confirmed) return confirmed;
        const neighbors = checkNeighbors(neighborsFromMessage(reply), to, isInPlace);
        neighborsOf.remember(to.memberId, Uint8Array.from(reply.digest), neighbors);
        return neighbors;
      }),
    lookupStep: (to, request, options) =>
      call(client, to, options, async (members, rpc) => {
        // A brief answer is shorter than its digest would be, and is not the list that full ones are compared with.
        const known = request.brief ? NONE : owners.digestOf(to.memberId);
        const { answer } = await members.lookupStep({ ...stepRequest(to, request), known }, rpc);
        const isUnchanged = answer.case === 'owner' && answer.value.unchanged;
        const confirmed = isUnchanged ? owners.confirmed(to.memberId, known) : null;
        if (confirmed) return confirmed;
        const reply = checkStep(stepReplyFromMessage({ answer }), isInPlace);
        if (answer.case === 'owner' && !request.brief)
          owners.remember(to.memberId, Uint8Array.from(answer.value.digest), reply);
        return reply;
      }),
    notify: (to, from, options) =>
      call(client, to, options, async (members, rpc) => {
        await members.notify({ memberId: to.memberId, from: contactToMessage(from) }, rpc);
      }),
    ping: (to, options) =>
      call(client, to, options, async (members, rpc) => {
        await members.ping({ memberId: to.memberId }, rpc);
      }),
    leaving: (to, from, options) =>
      call(client, to, options, async (members, rpc) => {
        await members.leaving({ memberId: to.memberId, from: contactToMessage(from) }, rpc);
      }),
  };
}

async function call<T>(
  client: PeerClient,
  to: Contact,
  { timeoutMs, cancellation }: CallOptions,
  invoke: (members: Client<typeof MemberService>, rpc: RpcOptions) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const unsubscribe = cancellation?.onCancel(() => controller.abort());
  try {
    return await client.call(MemberService, to, { timeoutMs, signal: controller.signal }, invoke);
  } catch (error) {
    throw toRemoteError(error);
  } finally {
    unsubscribe?.();
  }
}

function stepRequest(to: Contact, request: LookupStepRequest) {
  return {
    memberId: to.memberId,
    key: request.key,
    excluded: [...request.excluded],
    routing: routingToMessage(request.routing),
    brief: request.brief ?? false,
  };
}

function toRemoteError(error: unknown): RemoteError {
  const message = error instanceof Error ? error.message : String(error);
  return new RemoteError(kindOf(error), message, { cause: error });
}

/** Only our own transport's failure counts as unreachable; an answer that makes no sense proves life. */
function kindOf(error: unknown): RemoteErrorKind {
  if (!(error instanceof PeerCallError)) return 'answered';
  if (error.source === 'transport') return 'unreachable';
  if (error.reason === NOT_MEMBER) return 'not_member';
  return error.code === 'BUSY' ? 'busy' : 'answered';
}

type PlaceCheck = ReturnType<typeof createPlaceCheck>;

function checkNeighbors(neighbors: Neighbors, to: Contact, isInPlace: PlaceCheck): Neighbors {
  if (neighbors.member.memberId !== to.memberId)
    throw new AcordeError('INVALID_ARGUMENT', 'it speaks for another member');
  checkContacts([neighbors.member, ...neighbors.successors], isInPlace);
  if (neighbors.predecessor) checkContacts([neighbors.predecessor], isInPlace);
  return neighbors;
}

function checkStep(reply: LookupStepReply, isInPlace: PlaceCheck): LookupStepReply {
  if (reply.kind === 'owner') checkContacts([reply.owner, ...reply.successors], isInPlace);
  else
    checkContacts(
      reply.next.map((next) => next.contact),
      isInPlace,
    );
  return reply;
}

function checkContacts(contacts: readonly Contact[], isInPlace: PlaceCheck): void {
  if (!contacts.every(isInPlace))
    throw new AcordeError('INVALID_ARGUMENT', 'a member id does not follow from its peer id');
}
