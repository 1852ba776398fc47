'use client';
import { ApiError } from '../api/call.ts';
import type { Trace } from '../model/fleet-state.ts';
import { membersById, peerName } from '../model/members.ts';
import { formatMs, shortId } from '../text/format.ts';
import { CopyButton } from '../ui/copyable.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { Section } from '../ui/section.tsx';
import { useFleet, useText } from '../use-services.tsx';
import type { ContactView, HopView } from '../wire-event.ts';
import { isFromReply } from './lookup-session.ts';
import { useTrace } from './use-trace.ts';

/** The lookup in words: the same hops as on the ring, with nothing left out when there is no motion. */
export function TraceText() {
  const t = useText();
  const { session, trace } = useTrace();
  if (session.error !== null)
    return <ErrorNotice error={new ApiError(session.error.code, 500, session.error.message)} />;
  if (trace === null)
    return session.question === null ? <p className="px-4 pb-3 text-muted">{t.lookup.none}</p> : null;
  const shown = Math.ceil(session.playback.position);
  return (
    <Section
      title={session.question?.label === undefined ? t.lookup.title : <Bdi text={session.question.label} />}
    >
      {session.question?.unnamed && (
        <p className="hint mb-2">{t.lookup.noSuchName(session.question.label)}</p>
      )}
      {isFromReply(session, trace) && <p className="hint mb-2">{t.lookup.fromReply}</p>}
      <p className="mb-2 flex items-center gap-1 text-muted">
        {t.lookup.key} <code className="font-mono text-xs text-text">{shortId(trace.key)}…</code>
        <CopyButton text={trace.key} what={t.lookup.key} />
      </p>
      <ol className="space-y-0.5" aria-label={t.lookup.title}>
        <Start trace={trace} />
        {trace.hops.map((hop, i) => (
          <HopLine key={hop.index} hop={hop} number={i + 1} shown={i < shown} />
        ))}
      </ol>
      <End trace={trace} />
    </Section>
  );
}

function Bdi({ text }: { text: string }) {
  return <bdi className="break-all">{text}</bdi>;
}

function Start({ trace }: { trace: Trace }) {
  const t = useText();
  const peer = useFleet((state) => state.peers.get(trace.peerId));
  return (
    <li className="flex gap-3 py-1">
      <Badge text="0" quiet />
      <span className="text-muted">
        {t.lookup.startsAt}{' '}
        <bdi className="font-medium text-text">
          {peer === undefined ? shortId(trace.peerId) : peerName(peer)}
        </bdi>
      </span>
    </li>
  );
}

function HopLine({ hop, number, shown }: { hop: HopView; number: number; shown: boolean }) {
  const t = useText();
  return (
    <li
      className={`flex gap-3 py-1 transition-opacity duration-[200ms] ${shown ? '' : 'opacity-45'}`}
      aria-label={t.lookup.hop(number)}
    >
      <Badge text={String(number)} />
      <span className="min-w-0 flex-1">
        <MemberName contact={hop.from} /> <span className="text-muted">→</span>{' '}
        <MemberName contact={hop.to} />
        <span className="hint block">
          {hop.reason} · {t.lookup.outcomes[hop.outcome]}
        </span>
      </span>
      <span className="font-mono text-xs leading-5">{formatMs(hop.ms)}</span>
    </li>
  );
}

function Badge({ text, quiet = false }: { text: string; quiet?: boolean }) {
  return (
    <span
      className={`flex size-5 shrink-0 items-center justify-center rounded-full text-xs font-semibold ${quiet ? 'border border-line-strong text-muted' : 'bg-accent text-accent-ink'}`}
    >
      {text}
    </span>
  );
}

export function MemberName({ contact }: { contact: ContactView | null }) {
  const member = useFleet((state) =>
    contact === null ? undefined : membersById(state.peers).get(contact.memberId),
  );
  return (
    <bdi className="font-medium">{member?.name ?? (contact === null ? '?' : shortId(contact.memberId))}</bdi>
  );
}

function End({ trace }: { trace: Trace }) {
  const t = useText();
  const owner = useFleet((state) =>
    trace.end?.ownerId ? membersById(state.peers).get(trace.end.ownerId) : undefined,
  );
  if (trace.end === null) return <p className="mt-2 text-muted">{t.lookup.running}…</p>;
  const { ownerId, ms, error } = trace.end;
  if (ownerId === null) return <p className="mt-2 border-l-2 border-failed pl-3">{t.lookup.failed(error)}</p>;
  return (
    <div className="mt-2 border-t border-line pt-2">
      {trace.hops.length === 0 && <p className="hint mb-1">{t.lookup.atOnce}</p>}
      <p className="flex justify-between gap-3">
        <span>
          {t.lookup.ownerIs} <bdi className="font-semibold">{owner?.name ?? shortId(ownerId)}</bdi>
        </span>
        <span className="text-muted">
          {t.lookup.hops(trace.hops.length)} · {t.lookup.total(formatMs(ms))}
        </span>
      </p>
    </div>
  );
}
