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

/** One call. Rejects only with ChordError CANCELLED. */
export async function callOnce<T>(
  member: Member,
  to: Contact,
  call: (options: CallOptions) => Promise<T>,
  bounds: CallBounds = {},
): Promise<Outcome<T>> {
  const cancellation = eitherCancelled(member.stopped, bounds.cancellation);
  const timeoutMs = bounds.timeoutMs ?? member.timeoutMs(to);
  const startedMs = member.clock.nowMs();
  let outcome: Outcome<T>;
  try {
    outcome = { kind: 'reply', reply: await call({ timeoutMs, cancellation }) };
  } catch (error) {
    outcome = failureOf(error);
  }
  if (cancellation.cancelled) throw new ChordError('CANCELLED', 'the operation was cancelled');
  if (outcome.kind !== 'unreachable') member.roundTrips.note(to.peerId, member.clock.nowMs() - startedMs);
  return outcome;
}

/** A call and, when the first found nobody, one more, which waits its full time. `unreachable` from here means dead. */
export async function callTwice<T>(
  member: Member,
  to: Contact,
  call: (options: CallOptions) => Promise<T>,
): Promise<Outcome<T>> {
  const first = await callOnce(member, to, call);
  const again = { timeoutMs: member.parameters.callTimeoutMs };
  return first.kind === 'unreachable' ? callOnce(member, to, call, again) : first;
}

// What is no RemoteError says nothing about the other member, so it must not count against its life.
function failureOf(error: unknown): { kind: RemoteErrorKind; error: Error } {
  const kind = error instanceof RemoteError ? error.kind : 'answered';
  return { kind, error: error instanceof Error ? error : new Error(String(error)) };
}
