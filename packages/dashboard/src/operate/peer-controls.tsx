'use client';
import { useState } from 'react';
import { useIsPast } from '../time/use-past.ts';
import { Button } from '../ui/button.tsx';
import { useText } from '../use-services.tsx';
import type { PeerView } from '../wire.ts';
import { StopDialog } from './stop-dialog.tsx';
import { useControl } from './use-control.ts';

/** Stops or kills the peer's real process, where the launcher offers it. */
export function PeerControls({ peer }: { peer: PeerView }) {
  const t = useText();
  const past = useIsPast();
  const { control, reload } = useControl();
  const [asking, setAsking] = useState<'stop' | 'kill' | null>(null);
  const known = control?.processes.find(({ peerId }) => peerId === peer.peerId);
  if (control === null || !control.offered || known === undefined || past) return null;
  return (
    <div className="flex flex-wrap gap-2 px-4 pt-3">
      <Button icon="stop" disabled={known.state !== 'running'} onClick={() => setAsking('stop')}>
        {t.operate.stop}
      </Button>
      <Button
        icon="bolt"
        disabled={known.state !== 'running' || !control.canKill}
        title={control.canKill ? undefined : t.operate.cannotKill}
        onClick={() => setAsking('kill')}
      >
        {t.operate.kill}
      </Button>
      {asking !== null && (
        <StopDialog
          peer={peer}
          operation={asking}
          onClose={() => {
            setAsking(null);
            reload();
          }}
        />
      )}
    </div>
  );
}
