'use client';
import { useEffect, useState } from 'react';
import { useServices } from '../use-services.tsx';

/** The time, again every `periodMs`; null before the first tick of a page that is being built. */
export function useNow(periodMs: number): number | null {
  const { clock } = useServices();
  const [nowMs, setNowMs] = useState<number | null>(null);
  useEffect(() => {
    const tick = () => setNowMs(clock.nowMs());
    tick();
    return clock.every(periodMs, tick);
  }, [clock, periodMs]);
  return nowMs;
}
