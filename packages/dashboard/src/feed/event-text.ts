// An event in words. Names of members come from what the page knows; an unknown one is the head of its id.

import type { Strings } from '../text/en.ts';
import { formatMs, shortId } from '../text/format.ts';
import { plainText } from '../text/plain-text.ts';
import type { ContactView, EventView } from '../wire-event.ts';

export interface Names {
  readonly peer: (peerId: string) => string;
  readonly member: (memberId: string) => string;
}

/** What happened, without who observed it and when. */
export function eventText(event: EventView, t: Strings, names: Names): string {
  const who = (contact: ContactView | null) => (contact === null ? '?' : names.peer(contact.peerId));
  const place = (memberId: string | null) => (memberId === null ? '?' : names.member(memberId));
  const words = t.events;
  switch (event.type) {
    case 'peer.started':
    case 'peer.left':
    case 'gateway.gap':
      return words[event.type];
    case 'peer.joined':
      return words['peer.joined'](event.data.via === null ? null : who(event.data.via));
    case 'peer.failed':
      return words['peer.failed'](who(event.data.member), event.data.reason);
    case 'peer.registered':
      return words['peer.registered'](names.peer(event.data.peerId));
    case 'neighbors.changed':
      return words['neighbors.changed'](
        place(event.data.predecessor),
        place(event.data.successors[0] ?? null),
      );
    case 'rings.merged':
      return words['rings.merged'](who(event.data.with));
    case 'file.stored':
      return words['file.stored'](plainText(event.data.entry?.name ?? '?'), event.data.holders.length);
    case 'file.replicated':
      return words['file.replicated'](shortId(event.data.fileId), event.data.repair);
    case 'file.deleted':
      return words['file.deleted'](plainText(event.data.name));
    case 'repair.started':
      return words['repair.started'](shortId(event.data.fileId), names.peer(event.data.peerId));
    case 'chunk.rejected':
      return words['chunk.rejected'](shortId(event.data.fileId), names.peer(event.data.peerId));
    case 'repair.finished':
      return words['repair.finished'](
        shortId(event.data.fileId),
        names.peer(event.data.peerId),
        event.data.error,
      );
    default:
      return telemetryText(event, t, who);
  }
}

type TelemetryEvent = Extract<EventView, { type: 'lookup.hop' | 'lookup.ended' | 'transfer.progress' }>;

function telemetryText(
  event: TelemetryEvent,
  t: Strings,
  who: (contact: ContactView | null) => string,
): string {
  switch (event.type) {
    case 'lookup.hop': {
      const { hop } = event.data;
      return t.events['lookup.hop'](hop?.index ?? 0, who(hop?.to ?? null), formatMs(hop?.ms ?? 0));
    }
    case 'lookup.ended': {
      const { key, owner, hops, ms } = event.data;
      return t.events['lookup.ended'](shortId(key), owner === null ? null : who(owner), hops, formatMs(ms));
    }
    case 'transfer.progress': {
      const { transfer } = event.data;
      const name = transfer?.name || shortId(transfer?.fileId ?? '');
      const { kind = '', state = '' } = transfer ?? {};
      return t.events['transfer.progress'](
        t.transfer.kinds[kind] ?? kind,
        name,
        t.transfer.states[state] ?? state,
      );
    }
  }
}
