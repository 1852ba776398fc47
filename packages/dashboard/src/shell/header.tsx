'use client';
import { healthOf } from '../model/health.ts';
import { sameHealth } from '../model/same-health.ts';
import { IconButton } from '../ui/button.tsx';
import { MarkIcon } from '../ui/mark.tsx';
import { useFleet, useFleetComputed, useServices, useStore, useText } from '../use-services.tsx';
import { Logo } from './logo.tsx';
import type { Theme } from './preferences.ts';
import { SearchBox } from './search-box.tsx';

const NEXT_THEME: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };
const THEME_ICON = { auto: 'auto', light: 'sun', dark: 'moon' } as const;

export function Header({ onHelp }: { onHelp: () => void }) {
  const t = useText();
  const { preferences } = useServices();
  const { theme, language } = useStore(preferences);
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-3 sm:px-4">
      <h1 className="flex items-center gap-2 text-[15px] font-semibold tracking-tight">
        <Logo />
        {t.appName}
      </h1>
      <HealthSentence />
      <div className="ml-auto flex min-w-0 items-center gap-1 sm:gap-2">
        <SearchBox />
        <Connection />
        <IconButton
          icon={THEME_ICON[theme]}
          label={`${t.theme.label}: ${t.theme[theme]}`}
          onClick={() => preferences.dispatch({ theme: NEXT_THEME[theme] })}
        />
        <button
          type="button"
          title={t.language}
          aria-label={`${t.language}: ${t.languageName}`}
          onClick={() => preferences.dispatch({ language: language === 'en' ? 'es' : 'en' })}
          className="hidden h-8 w-8 rounded-md text-xs font-semibold text-muted uppercase hover:bg-hover hover:text-text sm:block"
        >
          {language}
        </button>
        <span className="hidden sm:block">
          <button
            type="button"
            title={t.help.open}
            aria-label={t.help.open}
            onClick={onHelp}
            className="size-8 rounded-md text-sm font-semibold text-muted hover:bg-hover hover:text-text"
          >
            ?
          </button>
        </span>
      </div>
    </header>
  );
}

/** The fleet's health in one sentence; a press leads to the list that it is about. */
function HealthSentence() {
  const t = useText();
  const { view } = useServices();
  const health = useFleetComputed(healthOf, sameHealth);
  return (
    <button
      type="button"
      className="ml-1 flex h-8 min-w-0 items-center gap-2 rounded-md px-2 hover:bg-hover"
      onClick={() => view.dispatch({ tab: 'peers', peer: null })}
    >
      <MarkIcon shape={health.mark} />
      <span role="status" className="hidden truncate md:block">
        <bdi>{t.health(health.finding, health.counts)}</bdi>
      </span>
      <span className="sr-only md:hidden">{t.tabs.peers}</span>
    </button>
  );
}

function Connection() {
  const t = useText();
  const status = useFleet((state) => state.link.status);
  const events = useFleet((state) => state.events);
  const shape =
    status === 'live'
      ? events.broker === 'disconnected'
        ? 'suspect'
        : 'healthy'
      : status === 'lost'
        ? 'failed'
        : 'joining';
  return (
    <p
      title={events.source === 'amqp' ? t.link.eventsAmqp : t.link.eventsDirect}
      className="flex items-center gap-1.5 px-1 text-xs text-muted"
    >
      <MarkIcon shape={shape} size={10} />
      <span className="sr-only sm:not-sr-only">{t.link[status]}</span>
    </p>
  );
}
