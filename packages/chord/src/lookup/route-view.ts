import type { FingerTable } from '../hints/finger-table.ts';
import type { KnownContacts } from '../hints/known-contacts.ts';
import type { RingState } from '../ring/ring-state.ts';

/** What routing reads of a member; it changes none of it. */
export interface RouteView {
  readonly state: RingState;
  readonly fingers: FingerTable;
  readonly known: KnownContacts;
  /** Known members up to which `auto` may route by full membership; 0 while that costs too much. */
  readonly fullMembershipMax: number;
}
