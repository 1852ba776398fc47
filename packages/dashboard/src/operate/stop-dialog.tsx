'use client';
import { useEffect, useState } from 'react';
import { peerName } from '../model/members.ts';
import { plainText } from '../text/plain-text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { MarkIcon } from '../ui/mark.tsx';
import { useServices, useText } from '../use-services.tsx';
import type { PeerView } from '../wire.ts';
import type { RiskReply } from '../wire-operate.ts';

/** Says what stopping or killing means, and whether a file would be out of reach; then it is blocked. */
export function StopDialog({
  peer,
  operation,
  onClose,
}: {
  peer: PeerView;
  operation: 'stop' | 'kill';
  onClose: () => void;
}) {
  const t = useText();
  const { operate } = useServices();
  const { risk, error: riskError } = useRisk(peer.peerId);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const name = peerName(peer);
  const go = async () => {
    setBusy(true);
    setError(null);
    try {
      await operate.operate(peer.peerId, operation);
      onClose();
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={operation === 'stop' ? t.operate.stopTitle(name) : t.operate.killTitle(name)}
      onClose={onClose}
    >
      <p className="text-muted">{operation === 'stop' ? t.operate.stopText : t.operate.killText}</p>
      <div className="mt-3 rounded-md border border-line bg-surface px-3 py-2">
        {risk === null && riskError === null && <p role="status">{t.operate.checking}</p>}
        {riskError !== null && <ErrorNotice error={riskError} />}
        {risk !== null && <Risk risk={risk} />}
      </div>
      {error !== null && <ErrorNotice error={error} />}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{t.cancel}</Button>
        <Button
          kind="danger"
          icon={operation === 'stop' ? 'stop' : 'bolt'}
          disabled={busy || risk === null || risk.last.count > 0}
          onClick={() => void go()}
        >
          {t.operate[operation]}
        </Button>
      </div>
    </Dialog>
  );
}

function useRisk(peerId: string): { risk: RiskReply | null; error: unknown } {
  const { operate } = useServices();
  const [state, setState] = useState<{ risk: RiskReply | null; error: unknown }>({ risk: null, error: null });
  useEffect(() => {
    const stopping = new AbortController();
    operate.risk(peerId, stopping.signal).then(
      (risk) => setState({ risk, error: null }),
      (error: unknown) => !stopping.signal.aborted && setState({ risk: null, error }),
    );
    return () => stopping.abort();
  }, [operate, peerId]);
  return state;
}

function Risk({ risk: { checked, total, last } }: { risk: RiskReply }) {
  const t = useText();
  if (last.count === 0) {
    return (
      <p role="status" className="flex gap-2">
        <span className="pt-1">
          <MarkIcon shape="healthy" />
        </span>
        {total === 0 ? t.operate.safeNone : t.operate.safe(checked, total)}
      </p>
    );
  }
  return (
    <div role="alert">
      <p className="flex gap-2">
        <span className="pt-1">
          <MarkIcon shape="suspect" />
        </span>
        {t.operate.blocked(last.count)}
      </p>
      <ul className="mt-1 max-h-32 overflow-auto pl-5">
        {last.files.map(({ fileId, name }) => (
          <li key={fileId} className="truncate">
            <bdi>{plainText(name)}</bdi>
          </li>
        ))}
      </ul>
    </div>
  );
}
