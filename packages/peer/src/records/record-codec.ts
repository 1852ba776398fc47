// Records as messages, for the RPC edge and for what is kept on disk.
import { AcordeError, safeNumber } from '@acorde/protocol';
import {
  type Record as RecordMessage,
  RecordSchema,
} from '@acorde/protocol/gen/acorde/internal/v1/record_pb.ts';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { RecordKind, SignedRecord } from './record.ts';
import { KIND_NUMBERS } from './signed-bytes.ts';

export function recordToMessage(record: SignedRecord): MessageInitShape<typeof RecordSchema> {
  return {
    kind: KIND_NUMBERS[record.kind],
    incarnation: BigInt(record.version.incarnation),
    counter: BigInt(record.version.counter),
    body: record.body,
    publicKey: record.publicKey,
    signature: record.signature,
    ...(record.certificate && { certificate: record.certificate }),
  };
}

/** Checks shapes only. Throws INVALID_ARGUMENT. */
export function recordFromMessage(message: RecordMessage): SignedRecord {
  const record = {
    kind: kindOf(message.kind),
    version: {
      incarnation: safeNumber(message.incarnation, 'incarnation'),
      counter: safeNumber(message.counter, 'counter'),
    },
    body: message.body,
    publicKey: message.publicKey,
    signature: message.signature,
  };
  return message.certificate.byteLength > 0 ? { ...record, certificate: message.certificate } : record;
}

export function recordToBytes(record: SignedRecord): Uint8Array {
  return toBinary(RecordSchema, create(RecordSchema, recordToMessage(record)));
}

/** Throws INVALID_ARGUMENT. */
export function recordFromBytes(bytes: Uint8Array): SignedRecord {
  try {
    return recordFromMessage(fromBinary(RecordSchema, bytes));
  } catch (cause) {
    if (cause instanceof AcordeError) throw cause;
    throw new AcordeError('INVALID_ARGUMENT', 'the record is not a valid message', { cause });
  }
}

/** About how many bytes a record takes in a message. */
export function recordBytes(record: SignedRecord): number {
  return record.body.byteLength + (record.certificate?.byteLength ?? 0) + 140;
}

/** The kind of a number of the wire. Throws INVALID_ARGUMENT. */
export function kindOf(number: number): RecordKind {
  for (const kind of Object.keys(KIND_NUMBERS) as RecordKind[])
    if (KIND_NUMBERS[kind] === number) return kind;
  throw new AcordeError('INVALID_ARGUMENT', `there is no record kind ${number}`);
}
