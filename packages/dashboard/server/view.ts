// From messages of the protocol to what the browser gets. What a peer sends is checked on the way: a malformed contact
// or an unknown fact throws INVALID_ARGUMENT, and the caller leaves the event out.
import {
  contactFromMessage,
  contactsFromMessages,
  hopFromMessage,
  routingFromMessage,
  safeNumber,
  transferFromMessage,
} from '@acorde/protocol';
import type { Entry, Holder, StatResponse } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import type { Contact, Hop, RingMember, Routing } from '@acorde/protocol/gen/acorde/v1/ring_pb.ts';
import type { Transfer } from '@acorde/protocol/gen/acorde/v1/transfer_pb.ts';
import { type Timestamp, timestampMs } from '@bufbuild/protobuf/wkt';
import type { MemberView } from '../src/wire.ts';
import type { ContactView, EntryView, HopView, RoutingName, TransferView } from '../src/wire-event.ts';
import type { FileReply, HolderView, PeerReply } from '../src/wire-rest.ts';

export function contactView(contact: Contact | undefined): ContactView | null {
  return contact ? contactFromMessage(contact) : null;
}

export function contactViews(contacts: readonly Contact[]): ContactView[] {
  return contactsFromMessages(contacts);
}

export function hopView(hop: Hop | undefined): HopView | null {
  return hop ? hopFromMessage(hop) : null;
}

export function routingName(routing: Routing): RoutingName {
  return routingFromMessage(routing);
}

export function timeMs(time: Timestamp | undefined): number {
  return time ? timestampMs(time) : 0;
}

/** A place on the ring, neighbours by their ids. */
export function memberView(member: RingMember): MemberView | null {
  const self = contactView(member.self);
  if (!self) return null;
  return {
    memberId: self.memberId,
    index: self.index,
    predecessor: contactView(member.predecessor)?.memberId ?? null,
    successors: contactViews(member.successors).map((contact) => contact.memberId),
    phase: member.phase,
  };
}

/** A place on the ring with everything the peer says of it. */
export function memberDetail(member: RingMember): PeerReply['members'][number] {
  return {
    self: contactView(member.self),
    predecessor: contactView(member.predecessor),
    successors: contactViews(member.successors),
    fingers: member.fingers
      .slice(0, 256)
      .map(({ exponent, contact }) => ({ exponent, contact: contactView(contact) })),
    phase: member.phase,
  };
}

export function entryView(entry: Entry): EntryView {
  return {
    entryId: entry.entryId,
    fileId: entry.fileId,
    name: entry.name,
    size: safeNumber(entry.size, 'size'),
    mediaType: entry.mediaType,
    sha256: entry.sha256,
    peerId: entry.peerId,
    createTimeMs: timeMs(entry.createTime),
    shared: entry.shared,
  };
}

export function holderView({ peerId, complete, shared }: Holder): HolderView {
  return { peerId, complete, shared };
}

export function fileReply(file: StatResponse): FileReply {
  return {
    fileId: file.fileId,
    size: safeNumber(file.size, 'size'),
    root: file.root,
    entries: file.entries.map(entryView),
    holders: file.holders.map(holderView),
    unreachable: file.unreachable.map(holderView),
    replicasWanted: file.replicasWanted,
    fullyReplicated: file.fullyReplicated,
  };
}

export function transferView(transfer: Transfer | undefined): TransferView | null {
  if (!transfer) return null;
  const view = transferFromMessage(transfer);
  return {
    ...view,
    size: view.size ?? null,
    secondsLeft: view.secondsLeft ?? null,
    pieces: view.pieces ?? null,
  };
}
