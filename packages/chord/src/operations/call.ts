// Every call of the core passes here, so that one rule holds everywhere: only our own transport's failure or deadline
// counts against a member's life, and only twice in a row.
import { eitherCancelled } from '../cancellation-source.ts';
import { ChordError } from '../chord-error.ts';
import type { Contact } from '../contact.ts';
import type { Cancellation } from '../ports/cancellation.ts';
import type { CallOptions } from '../ports/remote.ts';
import { RemoteError, type RemoteErrorKind } from '../remote-error.ts';
import type { Member } from './member.ts';

/** How a call ended. */
export type Outcome<T> =
  | { readonly kind: 'reply'; readonly reply: T }
  | { readonly kind: RemoteErrorKind; readonly error: Error };

/** Bounds that a caller may narrow. */
export interface CallBounds {
  readonly timeoutMs?: number;
  readonly cancellation?: Cancellation | undefined;
}

const NO_BOUNDS: CallBounds = {};

/** One call. Rejects only with ChordError CANCELLED. */
export function callOnce<T>(
  member: Member,
  to: Contact,
  call: (options: CallOptions) => Promise<T>,
  bounds: CallBounds = NO_BOUNDS,
): Promise<Outcome<T>> {
  return callUpTo(1, member, to, call, bounds);
}

/** A call and, when the first found nobody, one more, which waits its full time. `unreachable` from here means dead. */
export function callTwice<T>(
  member: Member,
  to: Contact,
  call: (options: CallOptions) => Promise<T>,
): Promise<Outcome<T>> {
  return callUpTo(2, member, to, call, NO_BOUNDS);
}

// One async function for both: the ring's life is mostly calls, and each layer of promises costs as much as a message.
async function callUpTo<T>(
  times: number,
  member: Member,
  to: Contact,
  call: (options: CallOptions) => Promise<T>,
  bounds: CallBounds,
): Promise<Outcome<T>> {
  const cancellation = eitherCancelled(member.stopped, bounds.cancellation);
  let timeoutMs = bounds.timeoutMs ?? member.timeoutMs(to);
  for (let time = 1; ; time += 1) {
    const startedMs = member.clock.nowMs();
    let outcome: Outcome<T>;
    try {
      outcome = { kind: 'reply', reply: await call({ timeoutMs, cancellation }) };
    } catch (error) {
      outcome = failureOf(error);
    }
    if (cancellation.cancelled) throw new ChordError('CANCELLED', 'the operation was cancelled');
    if (outcome.kind !== 'unreachable') member.roundTrips.note(to.peerId, member.clock.nowMs() - startedMs);
    if (outcome.kind !== 'unreachable' || time === times) return outcome;
    timeoutMs = member.parameters.callTimeoutMs;
  }
}

// What is no RemoteError says nothing about the other member, so it must not count against its life.
function failureOf(error: unknown): { kind: RemoteErrorKind; error: Error } {
  const kind = error instanceof RemoteError ? error.kind : 'answered';
  return { kind, error: error instanceof Error ? error : new Error(String(error)) };
}
