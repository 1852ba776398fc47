import type { Contact, LookupStepReply } from '@acorde/chord';
import { AcordeError, stepReplyFromMessage, stepReplyToMessage } from '@acorde/protocol';
import type {
  Closer,
  LookupStepRequest,
  LookupStepResponse,
  LookupStepResponseSchema,
  Owner,
} from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Places } from '../identity/places.ts';
import { briefContact, contactFromBrief } from './brief-contact.ts';
import { briefReason, reasonFromBrief } from './brief-reason.ts';
import type { HeardList, HeardLists } from './heard-lists.ts';
import type { ToldLists } from './told-lists.ts';

/** Candidates that are read from one answer. */
const CANDIDATES_MAX = 64;

type Answer = MessageInitShape<typeof LookupStepResponseSchema>;
type OwnerReply = Extract<LookupStepReply, { kind: 'owner' }>;

/** The answer to a step of a lookup: in words, or in few bytes, as it was asked. */
export function answerStep(reply: LookupStepReply, request: LookupStepRequest, told: ToldLists): Answer {
  if (request.index === undefined) return stepReplyToMessage(reply);
  if (reply.kind === 'owner') return { answer: { case: 'owner', value: briefOwner(reply, request, told) } };
  const brief = reply.next.map(({ contact, reason }) => {
    return { contact: briefContact(contact), reason: briefReason(reason) };
  });
  return { answer: { case: 'closer', value: { brief } } };
}

function briefOwner({ owner, successors }: OwnerReply, request: LookupStepRequest, told: ToldLists) {
  const knowsLife = request.incarnation === BigInt(owner.incarnation);
  const self = knowsLife ? {} : { self: briefContact(owner) };
  if (request.brief) return self;
  const list = told.answer(successors, knowsLife ? request.knownVersion : 0);
  return { ...self, ...(list === null ? { unchanged: true } : { list }) };
}

/** Reads the answer of `to`, told to one who had `base`. Throws INVALID_ARGUMENT for an answer that makes no sense. */
export function readStep(
  { answer }: LookupStepResponse,
  question: { readonly to: Contact; readonly brief: boolean; readonly base: HeardList | null },
  { heard, places }: { heard: HeardLists; places: Places },
): LookupStepReply {
  if (answer.case === 'closer' && answer.value.brief.length > 0) return readCloser(answer.value, places);
  if (answer.case !== 'owner' || answer.value.owner !== undefined) return readWords({ answer }, places);
  return readOwner(answer.value, question, { heard, places });
}

function readOwner(
  value: Owner,
  { to, brief, base }: Parameters<typeof readStep>[1],
  { heard, places }: Parameters<typeof readStep>[2],
): OwnerReply {
  const owner = value.self ? contactFromBrief(value.self, places) : to;
  if (brief) return { kind: 'owner', owner, successors: [] };
  if (value.list === undefined && !value.unchanged)
    throw new AcordeError('INVALID_ARGUMENT', 'an owner without a list');
  return { kind: 'owner', owner, successors: heard.read(owner, value.list, base, places) };
}

function readCloser({ brief }: Closer, places: Places): LookupStepReply {
  if (brief.length > CANDIDATES_MAX)
    throw new AcordeError('INVALID_ARGUMENT', `more than ${CANDIDATES_MAX} candidates`);
  const next = brief.map(({ contact, reason }) => {
    return { contact: contactFromBrief(contact, places), reason: reasonFromBrief(reason) };
  });
  return { kind: 'closer', next };
}

// Only in words can a contact claim a place.
function readWords(message: Pick<LookupStepResponse, 'answer'>, places: Places): LookupStepReply {
  const reply = stepReplyFromMessage(message);
  const isOwner = reply.kind === 'owner';
  places.check(isOwner ? [reply.owner, ...reply.successors] : reply.next.map(({ contact }) => contact));
  return reply;
}
