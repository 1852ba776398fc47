import { peerIdOf } from '../identity/peer-id.ts';
import { decodeEntry, decodeHolder, decodeManifest, decodeTombstone } from './bodies.ts';
import type { DecodedRecord, Statement } from './decoded-record.ts';
import type { SignedRecord } from './record.ts';

// Records never change, and one passes through many hands on its way into the index: each reads it.
const decoded = new WeakMap<SignedRecord, DecodedRecord>();

/** Reads what a record says; checks shapes, not signatures. Throws INVALID_ARGUMENT. */
export function decodeRecord(record: SignedRecord): DecodedRecord {
  let found = decoded.get(record);
  if (!found) {
    found = { record, says: statementOf(record) };
    decoded.set(record, found);
  }
  return found;
}

function statementOf(record: SignedRecord): Statement {
  switch (record.kind) {
    case 'manifest':
      return { kind: 'manifest', manifest: decodeManifest(record.body) };
    case 'holder':
      return { kind: 'holder', holder: decodeHolder(record.body, peerIdOf(record.publicKey)) };
    case 'entry':
      return { kind: 'entry', entry: decodeEntry(record.body) };
    case 'tombstone':
      return { kind: 'tombstone', tombstone: decodeTombstone(record.body) };
  }
}
