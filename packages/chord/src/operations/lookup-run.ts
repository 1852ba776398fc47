import { ChordError } from '../chord-error.ts';
import type { Contact } from '../contact.ts';
import type { Hop } from '../hop.ts';
import type { Identifier } from '../identifier.ts';
import type { Routing } from '../lookup-step.ts';
import type { Cancellation } from '../ports/cancellation.ts';
import type { Clock } from '../ports/clock.ts';

/** One lookup, from its first to its last attempt. */
export interface LookupRun {
  readonly key: Identifier;
  readonly routing: Routing;
  /** Only the owner is wanted, in as few bytes as can be: see LookupStepRequest. */
  readonly brief: boolean;
  /** On the clock of the member. */
  readonly deadlineMs: number;
  readonly cancellation: Cancellation;
  /** The first member to ask; null to begin with what is known here. */
  readonly via: Contact | null;
  /** Members that are treated as absent from the start. */
  readonly excluded: readonly Identifier[];
  readonly hops: Hop[];
}

/** Milliseconds until its deadline, more than 0. Throws ChordError LOOKUP_TIMEOUT when it has passed, CANCELLED. */
export function remainingMs(clock: Clock, run: LookupRun): number {
  if (run.cancellation.cancelled) throw new ChordError('CANCELLED', 'the lookup was cancelled');
  const leftMs = run.deadlineMs - clock.nowMs();
  if (leftMs > 0) return leftMs;
  throw new ChordError('LOOKUP_TIMEOUT', `no confirmed owner of ${run.key} within the deadline`);
}
