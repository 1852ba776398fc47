'use client';
import { useState } from 'react';
import { plainText } from '../text/plain-text.ts';
import { useIsPast } from '../time/use-past.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { MarkIcon } from '../ui/mark.tsx';
import { Section } from '../ui/section.tsx';
import { useServices, useText } from '../use-services.tsx';
import type { ProcessView } from '../wire-operate.ts';
import { useControl } from './use-control.ts';

/** Adds a peer to the fleet, and starts again those that were stopped or killed. */
export function FleetControls() {
  const t = useText();
  const { operate } = useServices();
  const past = useIsPast();
  const { control, reload } = useControl();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (control === null)
    return (
      <Section title={t.operate.title} aside={<span className="h-8" />}>
        {null}
      </Section>
    );
  const act = async (what: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    await what().catch(setError);
    setBusy(false);
    reload();
  };
  const down = control.processes.filter(({ state }) => state === 'stopped' || state === 'ended');
  return (
    <Section
      title={t.operate.title}
      aside={
        control.offered && (
          <Button icon="plus" disabled={busy || past} onClick={() => void act(() => operate.add())}>
            {busy ? t.operate.adding : t.operate.add}
          </Button>
        )
      }
    >
      {past && <p className="hint">{t.operate.past}</p>}
      {!control.offered && <p className="hint">{t.operate.notOffered}</p>}
      {error !== null && <ErrorNotice error={error} />}
      {down.length > 0 && (
        <ul aria-label={t.operate.stopped}>
          {down.map((process) => (
            <Down
              key={process.peerId}
              process={process}
              disabled={busy || past}
              onStart={() => void act(() => operate.operate(process.peerId, 'start'))}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Down({
  process,
  disabled,
  onStart,
}: {
  process: ProcessView;
  disabled: boolean;
  onStart: () => void;
}) {
  const t = useText();
  return (
    <li className="flex min-h-9 items-center gap-2">
      <MarkIcon shape={process.state === 'ended' ? 'failed' : 'joining'} />
      <bdi className="min-w-0 flex-1 truncate font-medium">{plainText(process.name)}</bdi>
      <span className="hint">{t.operate.states[process.state]}</span>
      <Button icon="play" disabled={disabled} onClick={onStart}>
        {t.operate.start}
      </Button>
    </li>
  );
}
