import type { Contact, Neighbors } from '@acorde/chord';
import { neighborsFromMessage, neighborsToMessage } from '@acorde/protocol';
import type {
  GetNeighborsRequest,
  GetNeighborsResponse,
  GetNeighborsResponseSchema,
} from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Places } from '../identity/places.ts';
import { briefContact, contactFromBrief } from './brief-contact.ts';
import type { HeardList, HeardLists } from './heard-lists.ts';
import type { ToldLists } from './told-lists.ts';

/** The answer to a question for neighbours: in words, or in few bytes, as it was asked. */
export function answerNeighbors(
  neighbors: Neighbors,
  request: GetNeighborsRequest,
  told: ToldLists,
): MessageInitShape<typeof GetNeighborsResponseSchema> {
  if (request.index === undefined) return neighborsToMessage(neighbors);
  const { member, predecessor, successors } = neighbors;
  const knowsLife = request.incarnation === BigInt(member.incarnation);
  const all = predecessor === null ? successors : [predecessor, ...successors];
  const list = told.answer(all, knowsLife ? request.knownVersion : 0);
  return {
    ...(knowsLife ? {} : { self: briefContact(member) }),
    ...(list === null ? { unchanged: true } : { list }),
    withoutPredecessor: predecessor === null,
  };
}

/** Reads the answer of `to`, told to one who had `base`. Throws INVALID_ARGUMENT for an answer that makes no sense. */
export function readNeighbors(
  reply: GetNeighborsResponse,
  to: Contact,
  base: HeardList | null,
  { heard, places }: { heard: HeardLists; places: Places },
): Neighbors {
  if (reply.list === undefined && !reply.unchanged) return readWords(reply, places);
  const member = reply.self ? contactFromBrief(reply.self, places) : to;
  const list = heard.read(member, reply.list, base, places);
  const predecessor = reply.withoutPredecessor ? null : (list[0] ?? null);
  return { member, predecessor, successors: reply.withoutPredecessor ? list : list.slice(1) };
}

// Only in words can a contact claim a place.
function readWords(reply: GetNeighborsResponse, places: Places): Neighbors {
  const neighbors = neighborsFromMessage(reply);
  const { member, predecessor, successors } = neighbors;
  places.check([member, ...(predecessor === null ? [] : [predecessor]), ...successors]);
  return neighbors;
}
