'use client';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Logo } from '../shell/logo.tsx';
import { createPreferences, type Preferences, type Theme } from '../shell/preferences.ts';
import { enLab, type LabStrings } from '../text/en-lab.ts';
import { esLab } from '../text/es-lab.ts';
import { formatMs } from '../text/format.ts';
import { IconButton } from '../ui/button.tsx';
import { MarkIcon } from '../ui/mark.tsx';
import { LabPanel } from './lab-panel.tsx';
import { LabRing } from './lab-ring.tsx';
import { LessonCard } from './lesson-card.tsx';
import { type LabHandle, useLab } from './use-lab.ts';
import { askedLesson, useLesson } from './use-lesson.ts';

const FIRST_MEMBERS = 128;
const NEXT_THEME: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };

/** The lab: the ring protocol under virtual time, to play with and to learn from. It needs no fleet. */
export function LabPage() {
  const lab = useLab();
  const [preferences, setPreferences] = useState<Preferences | null>(null);
  useEffect(() => {
    const made = createPreferences(window);
    made.start();
    setPreferences(made);
    return () => made.stop();
  }, []);
  useEffect(() => {
    // A lesson makes a ring of its own.
    if (askedLesson() === null) lab?.send({ type: 'start', members: FIRST_MEMBERS, seed: 1 });
  }, [lab]);
  if (lab === null || preferences === null) return <div className="h-dvh" />;
  return <Lab lab={lab} preferences={preferences} />;
}

function Lab({ lab, preferences }: { lab: LabHandle; preferences: Preferences }) {
  const { theme, language, dark } = useSyncExternalStore(
    preferences.subscribe,
    preferences.getState,
    preferences.getState,
  );
  const model = useSyncExternalStore(lab.store.subscribe, lab.store.getState, lab.store.getState);
  const lesson = useLesson(lab);
  const t = language === 'es' ? esLab : enLab;
  return (
    <div className="flex h-dvh flex-col">
      <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-3 sm:px-4">
        <h1 className="flex items-center gap-2 text-[15px] font-semibold tracking-tight">
          <Logo />
          Acorde
          <span className="font-normal text-muted">/ {t.title}</span>
        </h1>
        <div className="ml-auto flex items-center gap-1 sm:gap-2">
          <a href="/" className="rounded-md px-2.5 py-1.5 text-sm font-medium hover:bg-hover">
            {t.toFleet}
          </a>
          <IconButton
            icon={theme === 'dark' ? 'moon' : theme === 'light' ? 'sun' : 'auto'}
            label={theme}
            onClick={() => preferences.dispatch({ theme: NEXT_THEME[theme] })}
          />
          <button
            type="button"
            className="h-8 w-8 rounded-md text-xs font-semibold text-muted uppercase hover:bg-hover hover:text-text"
            onClick={() => preferences.dispatch({ language: language === 'en' ? 'es' : 'en' })}
          >
            {language}
          </button>
        </div>
      </header>
      <main className="flex min-h-0 flex-1 flex-col overflow-y-auto lg:flex-row lg:overflow-hidden">
        <section aria-label={t.state} className="relative min-h-[420px] min-w-0 flex-1">
          <LabRing
            store={lab.store}
            label={t.ring(model.view?.dots.length ?? 0)}
            language={language}
            dark={dark}
          />
          <Middle model={model} t={t} />
          <LessonCard lesson={lesson} t={t} />
        </section>
        <aside className="shrink-0 border-line max-lg:border-t lg:w-[384px] lg:overflow-y-auto lg:border-l">
          <LabPanel lab={lab} model={model} lesson={lesson} t={t} />
        </aside>
      </main>
    </div>
  );
}

function Middle({
  model: { view, busy },
  t,
}: {
  model: ReturnType<LabHandle['store']['getState']>;
  t: LabStrings;
}) {
  return (
    <div
      role="status"
      className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center gap-0.5"
    >
      {view === null || busy === 'starting' ? (
        <p className="text-muted">{t.starting}</p>
      ) : (
        <>
          <p className="text-2xl font-semibold tracking-tight">{view.up.toLocaleString(t.code)}</p>
          <p className="flex items-center gap-1.5 text-sm">
            <MarkIcon shape={view.notIdeal === null ? 'healthy' : 'joining'} size={11} />
            {view.notIdeal === null ? t.ideal : t.notIdeal}
          </p>
          <p className="hint">
            {t.time}: {formatMs(Math.round(view.nowMs))}
          </p>
        </>
      )}
    </div>
  );
}
