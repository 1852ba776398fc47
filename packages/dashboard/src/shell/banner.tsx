'use client';
import { formatClock, formatSpan } from '../text/format.ts';
import { Icon } from '../ui/icon.tsx';
import { MarkIcon } from '../ui/mark.tsx';
import { useNow } from '../ui/use-now.ts';
import { useFleet, useServices, useStore, useText } from '../use-services.tsx';

/** Says that what is shown is old, and how old; or that events come late. Never is old data shown as live. */
export function Banner() {
  const t = useText();
  const link = useFleet((state) => state.link);
  const loaded = useFleet((state) => state.epoch !== '');
  const events = useFleet((state) => state.events);
  const nowMs = useNow(500);
  const past = useStore(useServices().timeline);
  if (past.atMs !== null) return <PastStrip atMs={past.atMs} recording={past.recording} />;
  if (link.status === 'lost') {
    const age = formatSpan((nowMs ?? link.heardAtMs ?? 0) - (link.heardAtMs ?? 0));
    return (
      <Strip shape="failed" text={loaded && link.heardAtMs !== null ? t.link.banner(age) : t.link.never} />
    );
  }
  if (events.broker === 'disconnected')
    return <Strip shape="suspect" text={t.link.brokerDown(events.reason)} />;
  return null;
}

/** The past is never taken for the present: what is seen, how long ago it was, and the way back. */
function PastStrip({ atMs, recording }: { atMs: number; recording: string | null }) {
  const t = useText();
  const { timeline, liveFleet } = useServices();
  const nowMs = useNow(500);
  const ago = formatSpan((nowMs ?? atMs) + liveFleet.getState().skewMs - atMs);
  const text =
    recording === null
      ? t.time.bannerPast(formatClock(atMs)[0], ago)
      : t.time.bannerRecording(recording, new Date(atMs).toLocaleString(t.code));
  return (
    <div className="flex min-h-9 shrink-0 items-center gap-2 border-b border-line bg-accent-soft px-4 py-1">
      <p role="status" className="flex min-w-0 items-center gap-2">
        <Icon name="restart" size={14} />
        <bdi className="truncate">{text}</bdi>
      </p>
      <button
        type="button"
        className="ml-auto h-7 rounded-md px-2.5 text-xs font-semibold whitespace-nowrap hover:bg-hover"
        onClick={() => timeline.live()}
      >
        {t.time.back}
      </button>
    </div>
  );
}

function Strip({ shape, text }: { shape: 'failed' | 'suspect'; text: string }) {
  return (
    <p
      role="alert"
      className="flex min-h-9 shrink-0 items-center gap-2 border-b border-line bg-surface px-4 py-1.5"
    >
      <MarkIcon shape={shape} />
      {text}
    </p>
  );
}
