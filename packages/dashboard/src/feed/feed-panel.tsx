'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { feedItemId } from '../model/feed.ts';
import type { FeedItem } from '../model/fleet-state.ts';
import { membersById, peerName } from '../model/members.ts';
import { useFleet, useText } from '../use-services.tsx';
import { eventText } from './event-text.ts';
import { FeedControls } from './feed-controls.tsx';
import { filterFeed, NO_FILTER } from './feed-filter.ts';
import { FeedLine } from './feed-line.tsx';

const ROW_PX = 28;

/** What happened in the fleet, newest first. */
export function FeedPanel() {
  const t = useText();
  const feed = useFleet((state) => state.feed);
  const count = useFleet((state) => state.feedCount);
  const peers = useFleet((state) => state.peers);
  const [filter, setFilter] = useState(NO_FILTER);
  const [held, setHeld] = useState<{ feed: readonly FeedItem[]; count: number } | null>(null);
  const items = held?.feed ?? feed;
  const shown = useMemo(() => {
    const name = (id: string) => {
      const peer = peers.get(id);
      return peer === undefined ? id.slice(0, 8) : peerName(peer);
    };
    const member = (id: string) => membersById(peers).get(id)?.name ?? id.slice(0, 8);
    const lineOf = (item: FeedItem) =>
      item.kind === 'resync'
        ? ''
        : `${name(item.event.peerId)} ${item.event.type} ${eventText(item.event, t, { peer: name, member })}`;
    return filterFeed(items, filter, lineOf);
  }, [items, filter, peers, t]);
  return (
    <section aria-label={t.feed.title} className="flex h-full min-h-0 flex-col">
      <FeedControls
        filter={filter}
        onFilter={setFilter}
        paused={held !== null}
        missed={held === null ? 0 : count - held.count}
        onPause={() => setHeld(held === null ? { feed, count } : null)}
        shown={shown}
        total={items.length}
      />
      {shown.length === 0 ? (
        <p className="px-4 py-2 text-muted">{items.length === 0 ? t.feed.empty : t.feed.noMatch}</p>
      ) : (
        <Rows items={shown} />
      )}
    </section>
  );
}

/** Only the rows in sight exist. */
function Rows({ items }: { items: readonly FeedItem[] }) {
  const t = useText();
  const box = useRef<HTMLUListElement>(null);
  const at = (index: number) => items[items.length - 1 - index]!;
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => feedItemId(at(index)),
    overscan: 6,
  });
  return (
    <ul
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
      tabIndex={0}
      aria-label={t.feed.title}
      className="relative min-h-0 flex-1 overflow-auto -outline-offset-2"
    >
      <li aria-hidden="true" style={{ height: rows.getTotalSize() }} />
      {rows.getVirtualItems().map((row) => (
        <li
          key={row.key}
          className="absolute inset-x-0 top-0 hover:bg-hover"
          style={{ transform: `translateY(${row.start}px)` }}
        >
          <FeedLine item={at(row.index)} />
        </li>
      ))}
    </ul>
  );
}
