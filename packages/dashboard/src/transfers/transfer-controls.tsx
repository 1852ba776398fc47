'use client';
import { useState } from 'react';
import type { TransferOperation } from '../api/api-client.ts';
import { useIsPast } from '../time/use-past.ts';
import { IconButton } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { useServices, useText } from '../use-services.tsx';

/** Lets a transfer wait, go on, or end. Its next word of progress shows that it did. */
export function TransferControls({
  peerId,
  transferId,
  paused,
}: {
  peerId: string;
  transferId: string;
  paused: boolean;
}) {
  const t = useText();
  const { api } = useServices();
  const past = useIsPast();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const act = async (operation: TransferOperation) => {
    setBusy(true);
    setError(null);
    await api.operateTransfer(peerId, transferId, operation).catch(setError);
    setBusy(false);
  };
  const disabled = busy || past;
  return (
    <>
      <IconButton
        small
        icon={paused ? 'play' : 'pause'}
        label={paused ? t.transfer.resume : t.transfer.pause}
        disabled={disabled}
        onClick={() => void act(paused ? 'resume' : 'pause')}
      />
      <IconButton
        small
        icon="close"
        label={t.cancel}
        disabled={disabled}
        onClick={() => void act('cancel')}
      />
      {error !== null && <ErrorNotice error={error} />}
    </>
  );
}
