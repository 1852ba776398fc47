'use client';
import type { Trace } from '../model/fleet-state.ts';
import { formatMs } from '../text/format.ts';
import { IconButton } from '../ui/button.tsx';
import { useServices, useStore, useText } from '../use-services.tsx';
import type { PlaybackAction } from './playback.ts';

/** Play, pause, step and finish, under the ring while a lookup is shown; it stays until it is dismissed. */
export function LookupBar({ trace }: { trace: Trace }) {
  const t = useText();
  const { session: store, view } = useServices();
  const session = useStore(store);
  const { playing, position, factor } = session.playback;
  const shown = Math.min(trace.hops.length, Math.ceil(position));
  const control = (action: PlaybackAction) => store.dispatch({ type: 'control', action, trace });
  const dismiss = () => {
    store.dispatch({ type: 'dismiss' });
    view.dispatch({ lookup: null });
  };
  return (
    <div
      role="toolbar"
      aria-label={t.lookup.title}
      className="flex flex-wrap items-center justify-center gap-0.5 sm:gap-1"
    >
      <IconButton icon="restart" label={t.lookup.restart} onClick={() => control('restart')} />
      {playing ? (
        <IconButton icon="pause" label={t.lookup.pause} onClick={() => control('pause')} />
      ) : (
        <IconButton icon="play" label={t.lookup.play} onClick={() => control('play')} />
      )}
      <IconButton icon="step" label={t.lookup.step} onClick={() => control('step')} />
      <IconButton icon="finish" label={t.lookup.finish} onClick={() => control('finish')} />
      <span className="mx-1 h-5 w-px bg-line" />
      <p className="px-1 text-xs whitespace-nowrap">
        <span className="font-medium">
          {shown} / {t.lookup.hops(trace.hops.length)}
        </span>
        <span className="text-muted">
          {' '}
          · {trace.end === null ? t.lookup.running : formatMs(trace.end.ms)}
        </span>
      </p>
      <span className="mx-1 h-5 w-px bg-line max-sm:hidden" />
      <span className="flex items-center gap-1">
        <IconButton small icon="minus" label={t.lookup.slower} onClick={() => control('slower')} />
        <span className="min-w-24 text-center text-xs text-muted">
          {factor === null || factor === 1 ? t.lookup.realTime : t.lookup.slow(factor.toLocaleString(t.code))}
        </span>
        <IconButton small icon="plus" label={t.lookup.faster} onClick={() => control('faster')} />
        <span className="mx-1 h-5 w-px bg-line" />
        <IconButton icon="close" label={t.lookup.dismiss} onClick={dismiss} />
      </span>
    </div>
  );
}
