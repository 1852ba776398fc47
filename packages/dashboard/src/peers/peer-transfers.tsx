'use client';
import { TransferList } from '../transfers/transfer-list.tsx';
import { Section } from '../ui/section.tsx';
import { useFleet, useText } from '../use-services.tsx';

const SHOWN = 6;

/** Bytes that this peer moves now or moved lately. */
export function PeerTransfers({ peerId }: { peerId: string }) {
  const t = useText();
  const transfers = useFleet((state) => state.transfers);
  const own = [...transfers.values()]
    .filter((one) => one.peerId === peerId)
    .slice(-SHOWN)
    .reverse();
  return (
    <Section title={t.peer.transfers}>
      {own.length === 0 ? (
        <p className="text-muted">{t.peer.noTransfers}</p>
      ) : (
        <TransferList transfers={own} />
      )}
    </Section>
  );
}
