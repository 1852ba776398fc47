import type { Entry, HolderFact, Manifest, SignedRecord, Tombstone } from './record.ts';

/** What a record says. */
export type Statement =
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'holder'; readonly holder: HolderFact }
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'tombstone'; readonly tombstone: Tombstone };

/** A record beside what it says. */
export interface DecodedRecord {
  readonly record: SignedRecord;
  readonly says: Statement;
}
