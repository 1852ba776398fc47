// The ring's calls to members of other peers, over MemberService.
import {
  type CallOptions,
  type Contact,
  type LookupStepRequest,
  type Neighbors,
  type Remote,
  RemoteError,
  type RemoteErrorKind,
} from '@acorde/chord';
import { AcordeError, routingToMessage } from '@acorde/protocol';
import { MemberService } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import type { Client, CallOptions as RpcOptions } from '@connectrpc/connect';
import { Places } from '../identity/places.ts';
import { briefContact, idBytes } from './brief-contact.ts';
import { NOT_MEMBER } from './errors.ts';
import { type HeardList, HeardLists } from './heard-lists.ts';
import { readNeighbors } from './neighbors-answer.ts';
import { PeerCallError, type PeerClient } from './peer-client.ts';
import { readStep } from './step-answer.ts';

export function createRemote(client: PeerClient): Remote {
  const places = new Places();
  const neighbors = { heard: new HeardLists(), places };
  const owners = { heard: new HeardLists(), places };
  return {
    getNeighbors: (to, options) =>
      call(client, to, options, async (members, rpc) => {
        const base = neighbors.heard.of(to);
        const reply = await members.getNeighbors(addressed(to, base), rpc);
        return checkSpeaker(readNeighbors(reply, to, base, neighbors), to);
      }),
    lookupStep: (to, request, options) =>
      call(client, to, options, async (members, rpc) => {
        const brief = request.brief ?? false;
        const base = brief ? null : owners.heard.of(to);
        const reply = await members.lookupStep({ ...addressed(to, base), ...stepRequest(request) }, rpc);
        return readStep(reply, { to, brief, base }, owners);
      }),
    notify: (to, from, options) =>
      call(client, to, options, async (members, rpc) => {
        await members.notify({ index: to.index, sender: briefContact(from) }, rpc);
      }),
    ping: (to, options) =>
      call(client, to, options, async (members, rpc) => {
        await members.ping({ index: to.index }, rpc);
      }),
    leaving: (to, from, options) =>
      call(client, to, options, async (members, rpc) => {
        await members.leaving({ index: to.index, sender: briefContact(from) }, rpc);
      }),
  };
}

/** The connection makes sure of the peer, so the index names the member. */
function addressed({ index, incarnation }: Contact, base: HeardList | null) {
  return { index, incarnation: BigInt(incarnation), knownVersion: base?.version ?? 0 };
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

function stepRequest({ key, excluded, routing, brief }: LookupStepRequest) {
  return {
    place: idBytes(key),
    dead: excluded.map(idBytes),
    routing: routingToMessage(routing),
    brief: brief ?? false,
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

function checkSpeaker(neighbors: Neighbors, to: Contact): Neighbors {
  if (neighbors.member.memberId !== to.memberId)
    throw new AcordeError('INVALID_ARGUMENT', 'it speaks for another member');
  return neighbors;
}
