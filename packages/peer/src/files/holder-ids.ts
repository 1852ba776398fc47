import { decodeRecord } from '../records/decode-record.ts';
import type { PeerId, SignedRecord } from '../records/record.ts';

/** Whose holder records these are. */
export function holderIdsOf(records: readonly SignedRecord[]): PeerId[] {
  return records.flatMap((record) => {
    const { says } = decodeRecord(record);
    return says.kind === 'holder' ? [says.holder.peerId] : [];
  });
}
