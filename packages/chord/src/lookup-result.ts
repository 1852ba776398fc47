import type { Contact } from './contact.ts';
import type { Hop } from './hop.ts';
import type { Identifier } from './identifier.ts';

/** The owner of a key, confirmed by itself. */
export interface LookupResult {
  readonly key: Identifier;
  readonly owner: Contact;
  /** The owner's successor list, without the owner: with it, the places of the replicas. */
  readonly successors: readonly Contact[];
  /** Every hop, in the order in which they ended; none when the asking member owns the key. */
  readonly hops: readonly Hop[];
}
