'use client';
import { type KeyboardEvent, useRef } from 'react';
import { FeedPanel } from '../feed/feed-panel.tsx';
import { OverviewPanel } from '../overview/overview-panel.tsx';
import { PeersPanel } from '../peers/peers-panel.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Late, lateView } from '../ui/late.tsx';
import { useServices, useText, useView } from '../use-services.tsx';
import { TABS, type Tab } from './url-state.ts';

const filesPanel = lateView(async () => (await import('../files/files-panel.tsx')).FilesPanel);
const lookupPanel = lateView(async () => (await import('../lookup/lookup-panel.tsx')).LookupPanel);

const ICONS: Record<Tab, IconName> = {
  ring: 'ring',
  fleet: 'pulse',
  peers: 'peers',
  files: 'file',
  lookup: 'route',
  events: 'list',
};

/** Where a tab is offered: the ring as a tab only where there is no room beside it, events where the feed has none. */
const WHERE: Record<Tab, string> = {
  ring: 'sm:hidden',
  fleet: '',
  peers: '',
  files: '',
  lookup: '',
  events: 'lg:hidden',
};

export function TabBar() {
  const t = useText();
  const { view } = useServices();
  const { tab } = useView();
  const bar = useRef<HTMLDivElement>(null);
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const offered = [...(bar.current?.querySelectorAll<HTMLElement>('[role=tab]') ?? [])].filter(
      (el) => el.offsetParent !== null,
    );
    const at = offered.indexOf(document.activeElement as HTMLElement);
    const next = offered[(at + step + offered.length) % offered.length];
    next?.focus();
    next?.click();
  };
  return (
    <div
      ref={bar}
      role="tablist"
      aria-label={t.tabs.label}
      onKeyDown={onKey}
      className="flex h-full items-stretch px-1 sm:gap-1 sm:px-2"
    >
      {TABS.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={name === tab}
          aria-controls="inspector"
          tabIndex={name === tab ? 0 : -1}
          onClick={() => view.dispatch(name === tab ? { tab: name, ...CLEAR[name] } : { tab: name })}
          className={`relative flex min-w-0 flex-1 flex-col items-center justify-center gap-0.5 px-0 text-xs font-medium text-muted transition-colors duration-[120ms] -outline-offset-2 after:absolute after:inset-x-2 after:top-0 after:h-0.5 after:rounded-full hover:text-text aria-selected:text-text aria-selected:after:bg-accent sm:flex-none sm:flex-row sm:gap-2 sm:px-3 sm:text-sm sm:after:top-auto sm:after:bottom-0 ${WHERE[name]}`}
        >
          <span className="sm:hidden">
            <Icon name={ICONS[name]} />
          </span>
          {t.tabs[name]}
        </button>
      ))}
    </div>
  );
}

/** Pressing the open tab again goes back to its list. */
const CLEAR = {
  ring: {},
  fleet: {},
  peers: { peer: null },
  files: { file: null },
  lookup: {},
  events: {},
} as const;

export function Inspector() {
  const { tab } = useView();
  return (
    <div
      id="inspector"
      role="tabpanel"
      aria-labelledby={`tab-${tab}`}
      className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto"
    >
      {tab === 'peers' && <PeersPanel />}
      {(tab === 'fleet' || tab === 'ring') && <OverviewPanel />}
      {tab === 'files' && <Late view={filesPanel} />}
      {tab === 'lookup' && <Late view={lookupPanel} />}
      {tab === 'events' && <FeedPanel />}
    </div>
  );
}
