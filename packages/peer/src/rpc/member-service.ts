import { type Contact, RemoteError } from '@acorde/chord';
import { AcordeError, contactFromMessage, identifierFromText, routingFromMessage } from '@acorde/protocol';
import { MemberService } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import type { Contact as ContactMessage } from '@acorde/protocol/gen/acorde/v1/ring_pb.ts';
import type { ConnectRouter, HandlerContext } from '@connectrpc/connect';
import { hasTrueMemberId } from '../identity/peer-id.ts';
import type { System } from '../system.ts';
import { CallBudget } from './call-budget.ts';
import { callerKey } from './caller.ts';
import { answerNeighbors } from './neighbors-answer.ts';
import type { MemberHandlers, MemberHost } from './ports.ts';
import { StepAnswers } from './step-answer.ts';

const EXCLUDED_MAX = 256;
/** Notifies and farewells of one peer: sixteen members that all hurry send about half as many. */
const HINTS = { perSecond: 500, burst: 1_000 };

/** What other members ask the members hosted here. */
export function memberService(router: ConnectRouter, host: MemberHost, system: System): void {
  const budget = new CallBudget(system, HINTS);
  const steps = new StepAnswers();
  router.service(MemberService, {
    getNeighbors: (request) =>
      answerNeighbors(find(host, request.memberId).handleGetNeighbors(), request.known),
    lookupStep(request) {
      if (request.excluded.length > EXCLUDED_MAX) throw invalid(`more than ${EXCLUDED_MAX} excluded members`);
      const reply = find(host, request.memberId).handleLookupStep({
        key: identifierFromText(request.key, 'key'),
        excluded: request.excluded.map((id) => identifierFromText(id, 'excluded')),
        routing: routingFromMessage(request.routing),
        brief: request.brief,
      });
      return steps.answer(reply, request.known);
    },
    async notify(request, context) {
      await find(host, request.memberId).handleNotify(senderOf(request.from, context, budget));
      return {};
    },
    ping(request) {
      if (request.memberId !== '') find(host, request.memberId).handlePing();
      return {};
    },
    leaving(request, context) {
      find(host, request.memberId).handleLeaving(senderOf(request.from, context, budget));
      return {};
    },
  });
}

function find(host: MemberHost, memberId: string): MemberHandlers {
  const member = host.member(identifierFromText(memberId, 'member_id'));
  if (!member) throw new RemoteError('not_member', 'this peer does not host that member');
  return member;
}

/** A member may speak for itself alone: its contact must be of the peer whose certificate the connection carries. */
function senderOf(message: ContactMessage | undefined, context: HandlerContext, budget: CallBudget): Contact {
  const from = contactFromMessage(message);
  if (!hasTrueMemberId(from)) throw invalid('from: the member id does not follow from the peer id');
  if (context.values.get(callerKey)?.peerId !== from.peerId) {
    throw new AcordeError('FORBIDDEN', 'from: a member speaks only for itself');
  }
  if (!budget.take(from.peerId)) throw new AcordeError('OVERLOADED', 'too many notifies from this peer');
  return from;
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
