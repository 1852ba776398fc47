import type { Contact } from '../contact.ts';
import type { LookupStepReply, LookupStepRequest } from '../lookup-step.ts';
import type { Neighbors } from '../neighbors.ts';
import type { Cancellation } from './cancellation.ts';

/** Bounds of one call. */
export interface CallOptions {
  /** Milliseconds until the call is given up as `unreachable`. */
  readonly timeoutMs: number;
  readonly cancellation?: Cancellation | undefined;
}

/**
 * Calls to other members. Every call settles within `timeoutMs`, or at once when cancelled, and fails with a
 * RemoteError only; an address where another member lives is `not_member`. A call after an `unreachable` one uses a new connection. No call reaches the member it comes from.
 */
export interface Remote {
  /** The member's neighbours; `busy` while they may be about to change. */
  getNeighbors(to: Contact, options: CallOptions): Promise<Neighbors>;
  /** One step of a lookup. */
  lookupStep(to: Contact, request: LookupStepRequest, options: CallOptions): Promise<LookupStepReply>;
  /** Tells `to` that `from` may be its predecessor. */
  notify(to: Contact, from: Contact, options: CallOptions): Promise<void>;
  /** Answered at once, in any state but `stopped`. */
  ping(to: Contact, options: CallOptions): Promise<void>;
  /** Tells a neighbour that `from` leaves. */
  leaving(to: Contact, from: Contact, options: CallOptions): Promise<void>;
}
