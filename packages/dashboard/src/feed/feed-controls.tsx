'use client';
import type { FeedItem } from '../model/fleet-state.ts';
import { peerName } from '../model/members.ts';
import { IconButton } from '../ui/button.tsx';
import { BareSelect } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { useFleet, useText } from '../use-services.tsx';
import type { FeedFilter } from './feed-filter.ts';
import { saveJson } from './save-json.ts';

interface FeedControlsProps {
  readonly filter: FeedFilter;
  readonly onFilter: (filter: FeedFilter) => void;
  readonly paused: boolean;
  readonly missed: number;
  readonly onPause: () => void;
  readonly shown: readonly FeedItem[];
  readonly total: number;
}

const TYPES = ['peer', 'neighbors', 'rings', 'file', 'repair', 'lookup', 'transfer', 'gateway'];

export function FeedControls({ filter, onFilter, paused, missed, onPause, shown, total }: FeedControlsProps) {
  const t = useText();
  const peers = useFleet((state) => state.peers);
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-2 border-b border-line px-4 py-1">
      <h2 className="text-sm font-semibold">{t.feed.title}</h2>
      <span className="hint mr-auto">{t.feed.shown(shown.length, total)}</span>
      <input
        type="search"
        aria-label={t.feed.filter}
        placeholder={t.feed.filter}
        value={filter.text}
        maxLength={100}
        onChange={(event) => onFilter({ ...filter, text: event.target.value })}
        className="h-7 w-36 rounded-md border border-line bg-ground px-2 text-xs placeholder:text-muted hover:border-line-strong"
      />
      <BareSelect
        label={t.feed.type}
        value={filter.type}
        onChange={(event) => onFilter({ ...filter, type: event.target.value })}
      >
        <option value="">{t.feed.allTypes}</option>
        {TYPES.map((type) => (
          <option key={type}>{type}</option>
        ))}
      </BareSelect>
      <BareSelect
        label={t.feed.peer}
        value={filter.peerId}
        onChange={(event) => onFilter({ ...filter, peerId: event.target.value })}
      >
        <option value="">{t.feed.allPeers}</option>
        {[...peers.values()].map((peer) => (
          <option key={peer.peerId} value={peer.peerId}>
            {peerName(peer)}
          </option>
        ))}
      </BareSelect>
      <button
        type="button"
        aria-pressed={paused}
        onClick={onPause}
        className="inline-flex h-7 items-center gap-1.5 rounded-md border border-line px-2 text-xs whitespace-nowrap hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft"
      >
        <Icon name={paused ? 'play' : 'pause'} size={12} />
        {paused ? t.feed.resume(missed) : t.feed.pause}
      </button>
      <IconButton
        small
        icon="download"
        label={t.feed.export}
        onClick={() => saveJson('acorde-events.json', shown)}
      />
    </div>
  );
}
