// Every call of the core passes here, so that one rule holds everywhere: only our own transport's failure or deadline
// counts against a member's life, and only twice in a row.
import { eitherCancelled } from '../cancellation-source.ts';
import { ChordError } from '../chord-error.ts';
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
  call: (options: CallOptions) => Promise<T>,
  bounds: CallBounds = {},
): Promise<Outcome<T>> {
  const cancellation = eitherCancelled(member.stopped, bounds.cancellation);
  const timeoutMs = bounds.timeoutMs ?? member.parameters.callTimeoutMs;
  const outcome = await settle(call({ timeoutMs, cancellation }));
  if (cancellation.cancelled) throw new ChordError('CANCELLED', 'the operation was cancelled');
  return outcome;
}

/** A call and, when the first found nobody, one more. `unreachable` from here means dead. */
export async function callTwice<T>(
  member: Member,
  call: (options: CallOptions) => Promise<T>,
): Promise<Outcome<T>> {
  const first = await callOnce(member, call);
  return first.kind === 'unreachable' ? callOnce(member, call) : first;
}

async function settle<T>(promise: Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'reply', reply: await promise };
  } catch (error) {
    // What is no RemoteError says nothing about the other member, so it must not count against its life.
    const kind = error instanceof RemoteError ? error.kind : 'answered';
    return { kind, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
