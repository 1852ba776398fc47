// An event of the protocol as the browser gets it.
import { AcordeError, safeNumber } from '@acorde/protocol';
import type { Event } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import type { Contact } from '@acorde/protocol/gen/acorde/v1/ring_pb.ts';
import type { EventData, EventType, EventView } from '../src/wire-event.ts';
import { contactView, contactViews, entryView, hopView, routingName, timeMs, transferView } from './view.ts';

/** A gap of the published log is none for the gateway: it asks the peer for what is missing. */
type FactCase = Exclude<Event['fact']['case'], undefined | 'logGap'>;
type FactValue<Case extends FactCase> = Extract<Event['fact'], { case: Case }>['value'];

/** `fileStored` -> `file.stored`. */
type TypeOf = {
  peerStarted: 'peer.started';
  peerJoined: 'peer.joined';
  peerLeft: 'peer.left';
  peerFailed: 'peer.failed';
  peerRegistered: 'peer.registered';
  neighborsChanged: 'neighbors.changed';
  ringsMerged: 'rings.merged';
  fileStored: 'file.stored';
  fileReplicated: 'file.replicated';
  fileDeleted: 'file.deleted';
  repairStarted: 'repair.started';
  repairFinished: 'repair.finished';
  chunkRejected: 'chunk.rejected';
  lookupHop: 'lookup.hop';
  lookupEnded: 'lookup.ended';
  transferProgress: 'transfer.progress';
};

const DATA: { [Case in FactCase]: (value: FactValue<Case>) => EventData[TypeOf[Case]] } = {
  peerStarted: ({ previousIncarnation, previousSeq }) => ({
    previousIncarnation: safeNumber(previousIncarnation, 'previous_incarnation'),
    previousSeq: safeNumber(previousSeq, 'previous_seq'),
  }),
  peerJoined: ({ member, via }) => ({ member: contactView(member), via: contactView(via) }),
  peerLeft: ({ member }) => ({ member: contactView(member) }),
  peerFailed: ({ member, reason }) => ({ member: contactView(member), reason }),
  peerRegistered: ({ peerId }) => ({ peerId }),
  neighborsChanged: ({ member, predecessor, successors }) => ({
    member: placeOf(member),
    predecessor: placeOf(predecessor),
    successors: contactViews(successors).map(({ memberId }) => memberId),
  }),
  ringsMerged: (value) => ({ member: contactView(value.member), with: contactView(value.with) }),
  fileStored: ({ entry, holders }) => ({ entry: entry ? entryView(entry) : null, holders }),
  fileReplicated: ({ fileId, size, repair }) => ({ fileId, size: safeNumber(size, 'size'), repair }),
  fileDeleted: ({ entryId, fileId, name }) => ({ entryId, fileId, name }),
  repairStarted: ({ fileId, copies, peerId }) => ({ fileId, copies, peerId }),
  repairFinished: ({ fileId, peerId, error }) => ({ fileId, peerId, error }),
  chunkRejected: ({ fileId, peerId, reason }) => ({ fileId, peerId, reason }),
  lookupHop: ({ lookupId, key, routing, hop }) => ({
    lookupId,
    key,
    routing: routingName(routing),
    hop: hopView(hop),
  }),
  lookupEnded: ({ lookupId, key, routing, owner, hops, ms, error }) => ({
    lookupId,
    key,
    routing: routingName(routing),
    owner: contactView(owner),
    hops,
    ms,
    error,
  }),
  transferProgress: ({ transfer }) => ({ transfer: transferView(transfer) }),
};

/** `uniqueId` names an event that has no number. Throws INVALID_ARGUMENT for an event of a newer protocol or a malformed one. */
export function eventView(event: Event, uniqueId: () => string): EventView {
  const { fact } = event;
  if (fact.case === undefined || fact.case === 'logGap')
    throw new AcordeError('INVALID_ARGUMENT', 'an event without a known fact');
  const toData = DATA[fact.case] as (value: Event['fact']['value']) => unknown;
  const incarnation = safeNumber(event.incarnation, 'incarnation');
  const seq = safeNumber(event.seq, 'seq');
  return {
    id: seq === 0 ? uniqueId() : `${event.peerId}/${incarnation}/${seq}`,
    peerId: event.peerId,
    incarnation,
    seq,
    timeMs: timeMs(event.time),
    type: typeOf(fact.case),
    data: toData(fact.value),
  } as EventView;
}

function placeOf(contact: Contact | undefined): string | null {
  return contactView(contact)?.memberId ?? null;
}

function typeOf(fact: FactCase): EventType {
  return fact.replace(/[A-Z]/, (letter) => `.${letter.toLowerCase()}`) as EventType;
}
