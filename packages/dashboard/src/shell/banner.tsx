'use client';
import { formatSpan } from '../text/format.ts';
import { MarkIcon } from '../ui/mark.tsx';
import { useNow } from '../ui/use-now.ts';
import { useFleet, useText } from '../use-services.tsx';

/** Says that what is shown is old, and how old; or that events come late. Never is old data shown as live. */
export function Banner() {
  const t = useText();
  const link = useFleet((state) => state.link);
  const loaded = useFleet((state) => state.epoch !== '');
  const events = useFleet((state) => state.events);
  const nowMs = useNow(500);
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
