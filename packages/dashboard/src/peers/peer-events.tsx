'use client';
import { FeedLine } from '../feed/feed-line.tsx';
import { feedItemId } from '../model/feed.ts';
import type { FeedItem } from '../model/fleet-state.ts';
import { Section } from '../ui/section.tsx';
import { useFleetComputed, useText } from '../use-services.tsx';

const SHOWN = 12;

/** The last events that this peer observed. */
export function PeerEvents({ peerId }: { peerId: string }) {
  const t = useText();
  const items = useFleetComputed((state) => lastOf(state.feed, peerId), sameItems);
  return (
    <Section title={t.peer.recent}>
      {items.length === 0 && <p className="text-muted">{t.peer.noEvents}</p>}
      <ul className="-mx-4">
        {items.map((item) => (
          <li key={feedItemId(item)}>
            <FeedLine item={item} withPeer={false} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function lastOf(feed: readonly FeedItem[], peerId: string): FeedItem[] {
  const found: FeedItem[] = [];
  for (let i = feed.length - 1; i >= 0 && found.length < SHOWN; i--) {
    const item = feed[i]!;
    if (item.kind === 'event' && item.event.peerId === peerId && item.event.type !== 'lookup.hop')
      found.push(item);
  }
  return found;
}

function sameItems(a: readonly FeedItem[], b: readonly FeedItem[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
