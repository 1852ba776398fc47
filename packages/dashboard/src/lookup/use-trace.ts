'use client';
import type { Trace } from '../model/fleet-state.ts';
import { useFleet, useServices, useStore } from '../use-services.tsx';
import { type LookupSession, traceOf } from './lookup-session.ts';

/** The reader's lookup and its trace as far as it is known. */
export function useTrace(): { session: LookupSession; trace: Trace | null } {
  const session = useStore(useServices().session);
  const trace = useFleet((state) => traceOf(session, state.traces));
  return { session, trace };
}
