'use client';
import { TransferList } from '../transfers/transfer-list.tsx';
import { Section } from '../ui/section.tsx';
import { useFleet, useText } from '../use-services.tsx';

const SHOWN = 8;

/** Bytes on their way anywhere in the fleet: those under way first, then the latest. */
export function FleetTransfers() {
  const t = useText();
  const transfers = useFleet((state) => state.transfers);
  const all = [...transfers.values()].reverse();
  const running = all.filter(({ transfer }) => transfer.state === 'running');
  const shown = [...running, ...all.filter(({ transfer }) => transfer.state !== 'running')].slice(0, SHOWN);
  return (
    <Section
      title={t.peer.transfers}
      aside={running.length > 0 && <span className="hint">{t.overview.underWay(running.length)}</span>}
    >
      {shown.length === 0 ? (
        <p className="text-muted">{t.overview.noTransfers}</p>
      ) : (
        <TransferList transfers={shown} />
      )}
    </Section>
  );
}
