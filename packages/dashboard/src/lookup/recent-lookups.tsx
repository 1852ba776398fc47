'use client';
import { peerName } from '../model/members.ts';
import { formatMs, shortId } from '../text/format.ts';
import { Section } from '../ui/section.tsx';
import { useFleet, useServices, useText } from '../use-services.tsx';

const SHOWN = 8;

/** Lookups of anybody in the fleet, newest first; any of them can be drawn. */
export function RecentLookups() {
  const t = useText();
  const { session, view } = useServices();
  const traces = useFleet((state) => state.traces);
  const peers = useFleet((state) => state.peers);
  const recent = [...traces.values()]
    .filter((trace) => trace.end !== null)
    .slice(-SHOWN)
    .reverse();
  if (recent.length === 0) return null;
  return (
    <Section title={t.lookup.recent}>
      <ul className="-mx-2">
        {recent.map((trace) => {
          const peer = peers.get(trace.peerId);
          return (
            <li key={trace.lookupId}>
              <button
                type="button"
                className="flex w-full items-center gap-2 rounded-md px-2 py-1 text-left hover:bg-hover"
                onClick={() => {
                  session.dispatch({ type: 'watch', lookupId: trace.lookupId });
                  view.dispatch({ lookup: trace.key });
                }}
              >
                <bdi className="min-w-0 flex-1 truncate">
                  {peer === undefined ? shortId(trace.peerId) : peerName(peer)}
                </bdi>
                <code className="font-mono text-xs text-muted">{shortId(trace.key)}</code>
                <span className="w-14 text-right text-xs text-muted">{t.lookup.hops(trace.hops.length)}</span>
                <span className="w-14 text-right font-mono text-xs">{formatMs(trace.end?.ms ?? 0)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
