'use client';
import { useEffect } from 'react';
import { traceOf } from '../lookup/lookup-session.ts';
import { useServices } from '../use-services.tsx';
import { SEARCH_EVENT } from './search-box.tsx';

/** Keys that work anywhere but in a field: `/` search, `?` help, Esc back, Space and `.` for a lookup. */
export function useShortcuts(onHelp: () => void): void {
  const services = useServices();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const { session, fleet } = services;
      const trace = traceOf(session.getState(), fleet.getState().traces);
      if (event.key === '/') window.dispatchEvent(new Event(SEARCH_EVENT));
      else if (event.key === '?') onHelp();
      else if (event.key === 'Escape') goBack(services);
      else if (event.key === ' ' && trace !== null && !isPressable(event.target)) {
        session.dispatch({
          type: 'control',
          action: session.getState().playback.playing ? 'pause' : 'play',
          trace,
        });
      } else if (event.key === '.' && trace !== null)
        session.dispatch({ type: 'control', action: 'step', trace });
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [services, onHelp]);
}

/** Closes the innermost thing that is open. */
function goBack({ view, session }: ReturnType<typeof useServices>): void {
  const { tab, peer, file, lookup } = view.getState();
  if (tab === 'lookup' && lookup !== null) {
    session.dispatch({ type: 'dismiss' });
    view.dispatch({ lookup: null });
  } else if (tab === 'files' && file !== null) view.dispatch({ file: null });
  else if (peer !== null) view.dispatch({ peer: null });
  else if (file !== null) view.dispatch({ file: null });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable)
  );
}

function isPressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, summary') !== null;
}
