'use client';
import { useEffect, useState } from 'react';
import { useFleet, useServices } from '../use-services.tsx';
import type { ControlReply } from '../wire-operate.ts';

/** What the launcher offers; read when a panel needs it, and again whenever a peer has come, gone or failed. */
export function useControl(): { control: ControlReply | null; reload: () => void } {
  const { operate } = useServices();
  const states = useFleet((state) =>
    [...state.peers.values()].map(({ peerId, state: now }) => `${peerId}${now}`).join(),
  );
  const [control, setControl] = useState<ControlReply | null>(null);
  const [asked, setAsked] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the states and the count are reasons to ask again.
  useEffect(() => {
    const stopping = new AbortController();
    operate.control(stopping.signal).then(setControl, () => {});
    return () => stopping.abort();
  }, [operate, states, asked]);
  return { control, reload: () => setAsked((n) => n + 1) };
}
