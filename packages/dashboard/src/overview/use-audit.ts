'use client';
import { useEffect, useState } from 'react';
import { useFleet, useServices } from '../use-services.tsx';
import type { AuditReply } from '../wire-operate.ts';

const PERIOD_MS = 15_000;
/** After a change of the fleet's copies: events come in bursts. */
const SOON_MS = 1_200;

/** Which files have too few copies: asked while somebody looks, and again when the number of copies has changed. */
export function useAudit(): { audit: AuditReply | null; error: boolean } {
  const { operate, clock } = useServices();
  const copies = useFleet((state) => state.files.copies);
  const up = useFleet((state) => state.ring.members);
  const [state, setState] = useState<{ audit: AuditReply | null; error: boolean }>({
    audit: null,
    error: false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: copies and members are not read here; their change is the reason to ask again.
  useEffect(() => {
    const stopping = new AbortController();
    const read = () => {
      if (document.hidden) return;
      operate.audit(stopping.signal).then(
        (audit) => setState({ audit, error: false }),
        () => !stopping.signal.aborted && setState((before) => ({ ...before, error: true })),
      );
    };
    const stops = [
      clock.after(state.audit === null ? 0 : SOON_MS, read),
      clock.every(PERIOD_MS, read),
      () => stopping.abort(),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [operate, clock, copies, up]);
  return state;
}
