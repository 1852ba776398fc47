import { createHash } from 'node:crypto';
import type { RecordKind, SignedRecord } from './record.ts';

/** The numbers of the kinds on the wire and under the signature. */
export const KIND_NUMBERS = {
  manifest: 1,
  holder: 2,
  entry: 3,
  tombstone: 4,
} as const satisfies Readonly<Record<RecordKind, number>>;

const DOMAIN = Buffer.from('acorde/1/record\0');

/** What the signature of a record covers: "acorde/1/record" NUL, kind u8, incarnation u64be, counter u64be, body. */
export function signedBytes(record: Pick<SignedRecord, 'kind' | 'version' | 'body'>): Uint8Array {
  const head = Buffer.alloc(17);
  head.writeUInt8(KIND_NUMBERS[record.kind], 0);
  head.writeBigUInt64BE(BigInt(record.version.incarnation), 1);
  head.writeBigUInt64BE(BigInt(record.version.counter), 9);
  return Buffer.concat([DOMAIN, head, record.body]);
}

/** SHA-256 of the signed bytes: names a record in digests. 32 bytes. */
export function recordHash(record: Pick<SignedRecord, 'kind' | 'version' | 'body'>): Uint8Array {
  return createHash('sha256').update(signedBytes(record)).digest();
}
