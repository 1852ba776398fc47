import type { Contact } from '../contact.ts';
import type { Hop } from '../hop.ts';
import type { Identifier } from '../identifier.ts';
import type { Routing } from '../lookup-step.ts';
import type { Cancellation } from '../ports/cancellation.ts';

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
