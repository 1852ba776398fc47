import type { FeedItem } from '../model/fleet-state.ts';

export interface FeedFilter {
  /** The part of an event's type before the dot, or empty for all. */
  readonly type: string;
  /** The observing peer, or empty for all. */
  readonly peerId: string;
  /** Part of what the line says, in any case. */
  readonly text: string;
}

export const NO_FILTER: FeedFilter = { type: '', peerId: '', text: '' };

/** The items that pass, in the same order. A resync is always shown: it says that items may be missing. */
export function filterFeed(
  items: readonly FeedItem[],
  filter: FeedFilter,
  lineOf: (item: FeedItem) => string,
): readonly FeedItem[] {
  if (filter.type === '' && filter.peerId === '' && filter.text === '') return items;
  const wanted = filter.text.trim().toLowerCase();
  return items.filter((item) => {
    if (item.kind === 'resync') return true;
    if (filter.type !== '' && item.event.type.split('.')[0] !== filter.type) return false;
    if (filter.peerId !== '' && item.event.peerId !== filter.peerId) return false;
    return wanted === '' || lineOf(item).toLowerCase().includes(wanted);
  });
}
