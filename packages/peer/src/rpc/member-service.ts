import { type Contact, RemoteError } from '@acorde/chord';
import { AcordeError, contactFromMessage, identifierFromText, routingFromMessage } from '@acorde/protocol';
import {
  type LookupStepRequest,
  MemberService,
  type NotifyRequest,
} from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import type { ConnectRouter, HandlerContext } from '@connectrpc/connect';
import { hasTrueMemberId } from '../identity/peer-id.ts';
import { Places } from '../identity/places.ts';
import type { System } from '../system.ts';
import { contactFromBrief, idText } from './brief-contact.ts';
import { CallBudget } from './call-budget.ts';
import { callerKey } from './caller.ts';
import { answerNeighbors } from './neighbors-answer.ts';
import type { MemberHandlers, MemberHost } from './ports.ts';
import { answerStep } from './step-answer.ts';
import { ToldLists } from './told-lists.ts';

const EXCLUDED_MAX = 256;
/** Notifies and farewells of one peer: sixteen members that all hurry send about half as many. */
const HINTS = { perSecond: 500, burst: 1_000 };

/** What other members ask the members hosted here. */
export function memberService(router: ConnectRouter, host: MemberHost, system: System): void {
  const budget = new CallBudget(system, HINTS);
  const places = new Places();
  const told = new Told();
  const senderOf = (request: Sent, context: HandlerContext) => {
    const from = checkedSender(request, context, places);
    if (!budget.take(from.peerId)) throw new AcordeError('OVERLOADED', 'too many notifies from this peer');
    return from;
  };
  router.service(MemberService, {
    getNeighbors(request) {
      const member = find(host, request);
      return answerNeighbors(member.handleGetNeighbors(), request, told.of(member).neighbors);
    },
    lookupStep(request) {
      const member = find(host, request);
      const { excluded, dead, brief } = request;
      if (excluded.length + dead.length > EXCLUDED_MAX)
        throw invalid(`more than ${EXCLUDED_MAX} excluded members`);
      const key = keyOf(request);
      const shut = [
        ...excluded.map((id) => identifierFromText(id, 'excluded')),
        ...dead.map((id) => idText(id, 'dead')),
      ];
      const routing = routingFromMessage(request.routing);
      const reply = member.handleLookupStep({ key, excluded: shut, routing, brief });
      return answerStep(reply, request, told.of(member).owners);
    },
    async notify(request, context) {
      await find(host, request).handleNotify(senderOf(request, context));
      return {};
    },
    ping(request) {
      if (request.memberId !== '' || request.index !== undefined) find(host, request).handlePing();
      return {};
    },
    leaving(request, context) {
      find(host, request).handleLeaving(senderOf(request, context));
      return {};
    },
  });
}

/** The lists that members have told, by the member. */
class Told {
  readonly #lists = new WeakMap<MemberHandlers, { neighbors: ToldLists; owners: ToldLists }>();

  of(member: MemberHandlers): { neighbors: ToldLists; owners: ToldLists } {
    const lists = this.#lists.get(member) ?? { neighbors: new ToldLists(), owners: new ToldLists() };
    this.#lists.set(member, lists);
    return lists;
  }
}

function find(host: MemberHost, to: { memberId: string; index?: number | undefined }): MemberHandlers {
  const member =
    to.index === undefined ? host.member(identifierFromText(to.memberId, 'member_id')) : host.at(to.index);
  if (!member) throw new RemoteError('not_member', 'this peer does not host that member');
  return member;
}

function keyOf({ index, key, place }: LookupStepRequest) {
  return index === undefined ? identifierFromText(key, 'key') : idText(place, 'place');
}

type Sent = Pick<NotifyRequest, 'from' | 'sender'>;

/** A member may speak for itself alone: its contact must be of the peer whose certificate the connection carries. */
function checkedSender({ from: words, sender }: Sent, context: HandlerContext, places: Places): Contact {
  const from = sender === undefined ? contactFromMessage(words) : contactFromBrief(sender, places);
  if (!hasTrueMemberId(from)) throw invalid('from: the member id does not follow from the peer id');
  if (context.values.get(callerKey)?.peerId !== from.peerId) {
    throw new AcordeError('FORBIDDEN', 'from: a member speaks only for itself');
  }
  return from;
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
