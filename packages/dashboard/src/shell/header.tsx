'use client';
import { useIsPast } from '../time/use-past.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { MarkIcon } from '../ui/mark.tsx';
import { useFleet, useServices, useStore, useText } from '../use-services.tsx';
import { HealthSentence } from './health-sentence.tsx';
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
      <div className="hidden min-w-0 md:block">
        <HealthSentence />
      </div>
      <div className="ml-auto flex min-w-0 items-center gap-1 max-sm:flex-1 sm:gap-2">
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
          aria-label={`${language}: ${t.language}`}
          onClick={() => preferences.dispatch({ language: language === 'en' ? 'es' : 'en' })}
          className="hidden h-8 w-8 rounded-md text-xs font-semibold text-muted uppercase hover:bg-hover hover:text-text sm:block"
        >
          {language}
        </button>
        <a
          href="/lab/"
          title={t.lab}
          aria-label={t.lab}
          className="hidden size-8 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text sm:inline-flex"
        >
          <Icon name="lab" />
        </a>
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

function Connection() {
  const t = useText();
  const status = useFleet((state) => state.link.status);
  const events = useFleet((state) => state.events);
  const past = useIsPast();
  if (past) {
    return (
      <p className="flex items-center gap-1.5 px-1 text-xs text-muted sm:w-24">
        <MarkIcon shape="suspect" size={10} />
        <span className="sr-only sm:not-sr-only">{t.time.past}</span>
      </p>
    );
  }
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
      className="flex items-center gap-1.5 px-1 text-xs text-muted sm:w-24"
    >
      <MarkIcon shape={shape} size={10} />
      <span className="sr-only sm:not-sr-only">{t.link[status]}</span>
    </p>
  );
}
