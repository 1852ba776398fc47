'use client';
import { formatMs } from '../text/format.ts';
import { MarkIcon } from '../ui/mark.tsx';
import { Facts, Section } from '../ui/section.tsx';
import { useFleet, useText } from '../use-services.tsx';

/** How what is shown comes here: broker, gateway, clocks. */
export function Plumbing() {
  const t = useText();
  const events = useFleet((state) => state.events);
  const link = useFleet((state) => state.link.status);
  const epoch = useFleet((state) => state.epoch);
  const seq = useFleet((state) => state.seq);
  const skewMs = useFleet((state) => state.skewMs);
  const broker = events.broker === 'disconnected' ? 'suspect' : 'healthy';
  return (
    <Section title={t.overview.plumbing}>
      <Facts
        facts={[
          [
            t.overview.gateway,
            <span key="gateway" className="flex items-center gap-2">
              <MarkIcon shape={link === 'live' ? 'healthy' : link === 'lost' ? 'failed' : 'joining'} />
              {t.link[link]}
            </span>,
          ],
          [
            t.overview.broker,
            <span key="broker" className="flex items-center gap-2">
              <MarkIcon shape={broker} />
              {events.source === 'direct'
                ? t.link.eventsDirect
                : events.broker === 'connected'
                  ? t.link.eventsAmqp
                  : t.link.brokerDown(events.reason)}
            </span>,
          ],
          [
            t.overview.cursor,
            <code key="cursor" className="font-mono text-xs">
              {epoch.slice(0, 8)} / {seq}
            </code>,
          ],
          [t.overview.skew, formatMs(Math.abs(skewMs))],
        ]}
      />
    </Section>
  );
}
