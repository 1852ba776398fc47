import { FEED_MAX, type FeedItem, type FleetState } from './fleet-state.ts';

/** The state with items added to its feed; the oldest are dropped beyond FEED_MAX. */
export function addToFeed(state: FleetState, items: readonly FeedItem[]): FleetState {
  if (items.length === 0) return state;
  const feed = [...state.feed, ...items].slice(-FEED_MAX);
  return { ...state, feed, feedCount: state.feedCount + items.length };
}

/** The key of an item, unique in the feed. */
export function feedItemId(item: FeedItem): string {
  return item.kind === 'event' ? item.event.id : item.id;
}
