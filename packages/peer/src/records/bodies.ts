// The bodies of records as bytes. A body is signed and hashed as it is, so only one encoding of a statement is
// accepted: what does not come out the same when it is encoded again is refused.
import { createHash } from 'node:crypto';
import { AcordeError, safeNumber } from '@acorde/protocol';
import {
  EntryBodySchema,
  HolderBodySchema,
  ManifestBodySchema,
  TombstoneBodySchema,
} from '@acorde/protocol/gen/acorde/internal/v1/record_pb.ts';
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { FILE_BYTES_MAX } from '../store/chunk.ts';
import { nameProblem } from './entry-name.ts';
import { fromHex, toHex } from './hex.ts';
import type { Entry, EntryId, FileId, HolderFact, Manifest, PeerId, Tombstone } from './record.ts';

/** Bytes of the longest body: a name and a media type of 255 bytes each, and the digests. */
export const BODY_BYTES_MAX = 1024;
const ID_BYTES = 32;
const MEDIA_TYPE = /^[\x20-\x7e]{1,255}$/;

export function encodeManifest(manifest: Manifest): Uint8Array {
  return encode(ManifestBodySchema, {
    fileId: fromHex(manifest.fileId),
    size: BigInt(manifest.size),
    root: manifest.root,
  });
}

/** Throws INVALID_ARGUMENT. Whether the id follows from size and root is for verify.ts to say. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  const body = decode(ManifestBodySchema, bytes);
  return {
    fileId: id(body.fileId, 'file_id') as FileId,
    size: fileSize(body.size),
    root: digest(body.root, 'root'),
  };
}

export function encodeHolder(holder: Omit<HolderFact, 'peerId'>): Uint8Array {
  const { complete, shared, gone } = holder;
  return encode(HolderBodySchema, { fileId: fromHex(holder.fileId), complete, shared, gone });
}

/** Throws INVALID_ARGUMENT. `peerId` is the publisher's: a holder speaks for itself only. */
export function decodeHolder(bytes: Uint8Array, peerId: PeerId): HolderFact {
  const { fileId, complete, shared, gone } = decode(HolderBodySchema, bytes);
  return { fileId: id(fileId, 'file_id') as FileId, peerId, complete, shared, gone };
}

export function encodeEntry(entry: Omit<Entry, 'entryId'>): Uint8Array {
  return encode(EntryBodySchema, {
    name: entry.name,
    fileId: fromHex(entry.fileId),
    size: BigInt(entry.size),
    mediaType: entry.mediaType,
    sha256: fromHex(entry.sha256),
    peerId: fromHex(entry.peerId),
    createTimeMs: BigInt(entry.createTimeMs),
    shared: entry.shared,
  });
}

/** Throws INVALID_ARGUMENT. */
export function decodeEntry(bytes: Uint8Array): Entry {
  const body = decode(EntryBodySchema, bytes);
  const problem = nameProblem(body.name);
  if (problem) throw invalid(problem);
  if (!MEDIA_TYPE.test(body.mediaType))
    throw invalid('media_type must be 1 to 255 printable ASCII characters');
  return {
    entryId: entryIdOf(bytes),
    fileId: id(body.fileId, 'file_id') as FileId,
    name: body.name,
    size: fileSize(body.size),
    mediaType: body.mediaType,
    sha256: id(body.sha256, 'sha256'),
    peerId: id(body.peerId, 'peer_id') as PeerId,
    createTimeMs: safeNumber(body.createTimeMs, 'create_time_ms'),
    shared: body.shared,
  };
}

/** The EntryId: SHA-256 of the entry's body. */
export function entryIdOf(body: Uint8Array): EntryId {
  return createHash('sha256').update(body).digest('hex') as EntryId;
}

export function encodeTombstone(tombstone: Tombstone): Uint8Array {
  return encode(TombstoneBodySchema, {
    entryId: fromHex(tombstone.entryId),
    fileId: fromHex(tombstone.fileId),
    peerId: fromHex(tombstone.peerId),
    removeTimeMs: BigInt(tombstone.removeTimeMs),
  });
}

/** Throws INVALID_ARGUMENT. */
export function decodeTombstone(bytes: Uint8Array): Tombstone {
  const body = decode(TombstoneBodySchema, bytes);
  return {
    entryId: id(body.entryId, 'entry_id') as EntryId,
    fileId: id(body.fileId, 'file_id') as FileId,
    peerId: id(body.peerId, 'peer_id') as PeerId,
    removeTimeMs: safeNumber(body.removeTimeMs, 'remove_time_ms'),
  };
}

function encode<Desc extends DescMessage>(schema: Desc, init: MessageInitShape<Desc>): Uint8Array {
  return toBinary(schema, create(schema, init));
}

function decode<Desc extends DescMessage>(schema: Desc, bytes: Uint8Array): MessageShape<Desc> {
  if (bytes.byteLength > BODY_BYTES_MAX) throw invalid(`a body has at most ${BODY_BYTES_MAX} bytes`);
  let body: MessageShape<Desc>;
  try {
    body = fromBinary(schema, bytes, { readUnknownFields: false });
  } catch (cause) {
    throw new AcordeError('INVALID_ARGUMENT', 'the body is not a valid message', { cause });
  }
  if (Buffer.compare(toBinary(schema, body), bytes) !== 0) throw invalid('the body is not in canonical form');
  return body;
}

function id(bytes: Uint8Array, what: string): string {
  return toHex(digest(bytes, what));
}

function digest(bytes: Uint8Array, what: string): Uint8Array {
  if (bytes.byteLength !== ID_BYTES) throw invalid(`${what} must have ${ID_BYTES} bytes`);
  return bytes;
}

function fileSize(size: bigint): number {
  if (size > BigInt(FILE_BYTES_MAX)) throw invalid('size is more than 1 TiB');
  return Number(size);
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
