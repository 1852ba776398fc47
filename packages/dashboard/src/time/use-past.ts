'use client';
import { useNow } from '../ui/use-now.ts';
import { useFleet, useServices, useStore } from '../use-services.tsx';

/** True while the reader stands in the past or in a recording: then nothing can be done to the fleet. */
export function useIsPast(): boolean {
  return useStore(useServices().timeline).atMs !== null;
}

/** The moment that is shown, by the gateway's clock in Unix milliseconds; null before the first tick. */
export function useShownMs(periodMs: number): number | null {
  const { atMs } = useStore(useServices().timeline);
  const skewMs = useFleet((state) => state.skewMs);
  const nowMs = useNow(periodMs);
  return atMs ?? (nowMs === null ? null : nowMs + skewMs);
}
