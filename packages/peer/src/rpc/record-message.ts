// Records and raw identifiers between the domain and the internal messages. The shape is checked here, the meaning
// (signature, body) where records are kept.
import type { Identifier } from '@acorde/chord';
import { AcordeError, safeNumber } from '@acorde/protocol';
import {
  RecordKind as KindMessage,
  type Record as RecordMessage,
  type RecordSchema,
} from '@acorde/protocol/gen/acorde/internal/v1/record_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { EntryId, FileId, RecordKind, SignedRecord } from '../records/record.ts';

const KIND_TO_MESSAGE: Record<RecordKind, KindMessage> = {
  manifest: KindMessage.MANIFEST,
  holder: KindMessage.HOLDER,
  entry: KindMessage.ENTRY,
  tombstone: KindMessage.TOMBSTONE,
};

const BODY_BYTES_MAX = 8 * 1024;
const KEY_BYTES_MAX = 128;
const CERTIFICATE_BYTES_MAX = 4 * 1024;
const SIGNATURE_BYTES = 64;

export function recordToMessage(record: SignedRecord): MessageInitShape<typeof RecordSchema> {
  const message = {
    kind: KIND_TO_MESSAGE[record.kind],
    incarnation: BigInt(record.version.incarnation),
    counter: BigInt(record.version.counter),
    body: record.body,
    publicKey: record.publicKey,
    signature: record.signature,
  };
  return record.certificate ? { ...message, certificate: record.certificate } : message;
}

/** Errors: INVALID_ARGUMENT. */
export function recordFromMessage(message: RecordMessage | undefined): SignedRecord {
  if (!message) throw invalid('a record is missing');
  checkSizes(message);
  const record = {
    kind: kindFromMessage(message.kind),
    version: {
      incarnation: safeNumber(message.incarnation, 'incarnation'),
      counter: safeNumber(message.counter, 'counter'),
    },
    body: message.body,
    publicKey: message.publicKey,
    signature: message.signature,
  };
  return message.certificate.length > 0 ? { ...record, certificate: message.certificate } : record;
}

/** 32 bytes as 64 hex digits. Errors: INVALID_ARGUMENT. */
export function idFromBytes<Id extends Identifier | FileId | EntryId>(bytes: Uint8Array, what: string): Id {
  if (bytes.length !== 32) throw invalid(`${what} must be 32 bytes`);
  return Buffer.from(bytes).toString('hex') as Id;
}

export function idToBytes(id: string): Uint8Array {
  return new Uint8Array(Buffer.from(id, 'hex'));
}

function kindFromMessage(kind: KindMessage): RecordKind {
  for (const name of Object.keys(KIND_TO_MESSAGE) as RecordKind[]) {
    if (KIND_TO_MESSAGE[name] === kind) return name;
  }
  throw invalid(`a record has no kind ${kind}`);
}

function checkSizes(message: RecordMessage): void {
  if (message.body.length > BODY_BYTES_MAX) throw invalid('the body of a record is too large');
  if (message.publicKey.length > KEY_BYTES_MAX) throw invalid('the public key of a record is too large');
  if (message.signature.length !== SIGNATURE_BYTES)
    throw invalid('the signature of a record is not 64 bytes');
  if (message.certificate.length > CERTIFICATE_BYTES_MAX)
    throw invalid('the certificate of a record is too large');
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
