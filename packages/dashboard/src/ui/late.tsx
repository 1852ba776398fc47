'use client';
import { type ComponentType, useEffect, useState } from 'react';
import { ApiError } from '../api/call.ts';
import { ErrorNotice } from './error-notice.tsx';
import { Skeleton } from './section.tsx';

export interface LateView {
  /** The view, once its code is here. */
  now(): ComponentType | null;
  load(): Promise<ComponentType>;
}

/**
 * A view whose code is fetched apart from the page's, so that the ring is there sooner. It is asked for as soon as the
 * browser has nothing better to do: who presses its tab minutes later finds it, even when the gateway has gone since.
 */
export function lateView(load: () => Promise<ComponentType>): LateView {
  let loading: Promise<ComponentType> | null = null;
  let loaded: ComponentType | null = null;
  const view: LateView = {
    now: () => loaded,
    load() {
      loading ??= load().then((found) => {
        loaded = found;
        return found;
      });
      return loading;
    },
  };
  if (typeof window !== 'undefined') whenIdle(() => void view.load().catch(() => undefined));
  return view;
}

export function Late({ view }: { view: LateView }) {
  const [View, setView] = useState<ComponentType | null>(() => view.now());
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    view.load().then(
      (found) => setView(() => found),
      () => setFailed(true),
    );
  }, [view]);
  if (View !== null) return <View />;
  // The browser remembers that a piece could not be fetched; the page's address holds all that was chosen.
  if (failed) return <ErrorNotice error={NO_ANSWER} onRetry={() => location.reload()} />;
  return <Skeleton rows={6} />;
}

const NO_ANSWER = new ApiError('NETWORK', 0, 'no answer');

/** After the load of the page: what it needs at once goes first. */
function whenIdle(fn: () => void): void {
  const ask = () => ('requestIdleCallback' in window ? requestIdleCallback(fn) : fn());
  if (document.readyState === 'complete') ask();
  else window.addEventListener('load', ask, { once: true });
}
