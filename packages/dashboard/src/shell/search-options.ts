// What the search in the header offers for some words: peers known here, files of the fleet, and for a whole id the
// key itself. Pure, so that the order is tested without a page.
import { peerName } from '../model/members.ts';
import type { PeerView } from '../wire.ts';
import type { EntryView } from '../wire-event.ts';

export type SearchOption =
  | { readonly kind: 'peer'; readonly id: string; readonly name: string }
  | {
      readonly kind: 'file';
      readonly id: string;
      readonly entryId: string;
      readonly name: string;
      readonly size: number;
    }
  | { readonly kind: 'key'; readonly id: string }
  | { readonly kind: 'file-id'; readonly id: string }
  | { readonly kind: 'all'; readonly text: string };

const ID = /^[0-9a-f]{64}$/;
const PEERS_MAX = 4;
const FILES_MAX = 6;

export function searchOptions(
  text: string,
  peers: Iterable<PeerView>,
  entries: readonly EntryView[],
): SearchOption[] {
  const words = text.trim();
  const lower = words.toLowerCase();
  if (words === '') return [];
  const named = [...peers].filter(
    (peer) => peerName(peer).toLowerCase().includes(lower) || isPlaceOf(peer, lower),
  );
  const options: SearchOption[] = named
    .slice(0, PEERS_MAX)
    .map((peer) => ({ kind: 'peer', id: peer.peerId, name: peerName(peer) }));
  for (const entry of entries.slice(0, FILES_MAX)) {
    options.push({
      kind: 'file',
      id: entry.fileId,
      entryId: entry.entryId,
      name: entry.name,
      size: entry.size,
    });
  }
  if (ID.test(lower)) options.push({ kind: 'key', id: lower }, { kind: 'file-id', id: lower });
  else options.push({ kind: 'all', text: words });
  return options;
}

function isPlaceOf(peer: PeerView, lower: string): boolean {
  return (
    lower.length >= 2 &&
    (peer.peerId.startsWith(lower) || peer.members.some((m) => m.memberId.startsWith(lower)))
  );
}
