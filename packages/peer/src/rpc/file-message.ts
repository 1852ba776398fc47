// Files between the domain and the public messages.
import { AcordeError, identifierFromText, safeNumber } from '@acorde/protocol';
import {
  type Entry as EntryMessage,
  type EntrySchema,
  type QueryRequest,
  type QueryResponse,
  QueryScope,
  type StatResponseSchema,
} from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { type Timestamp, timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import type { FileStatus, Query, QueryPage } from '../files/file-service.ts';
import type { Entry, EntryId, FileId, PeerId } from '../records/record.ts';
import { filterFromMessage } from './filter-message.ts';

const PAGE_SIZE_DEFAULT = 100;
const PAGE_SIZE_MAX = 1000;
const QUERY_CHARS_MAX = 1024;
const TOKEN_CHARS_MAX = 4096;

export function entryToMessage(entry: Entry): MessageInitShape<typeof EntrySchema> {
  const { createTimeMs, size, ...same } = entry;
  return { ...same, size: BigInt(size), createTime: timestampFromMs(createTimeMs) };
}

/** Errors: INVALID_ARGUMENT. */
export function entryFromMessage(message: EntryMessage): Entry {
  return {
    entryId: identifierFromText(message.entryId, 'entry_id') as string as EntryId,
    fileId: identifierFromText(message.fileId, 'file_id') as FileId,
    name: message.name,
    size: safeNumber(message.size, 'size'),
    mediaType: message.mediaType,
    sha256: identifierFromText(message.sha256, 'sha256'),
    peerId: identifierFromText(message.peerId, 'peer_id') as string as PeerId,
    createTimeMs: millisecondsOf(message.createTime),
    shared: message.shared,
  };
}

export function statusToMessage(status: FileStatus): MessageInitShape<typeof StatResponseSchema> {
  return {
    ...status,
    size: BigInt(status.size),
    entries: status.entries.map(entryToMessage),
    holders: [...status.holders],
    unreachable: [...status.unreachable],
  };
}

/** Errors: INVALID_ARGUMENT. */
export function queryFromMessage(request: QueryRequest, signal: AbortSignal): Query {
  if (request.query.length > QUERY_CHARS_MAX) throw invalid('query is too long');
  if (request.pageToken.length > TOKEN_CHARS_MAX) throw invalid('page_token is not valid');
  if (request.pageSize > PAGE_SIZE_MAX) throw invalid(`page_size must be at most ${PAGE_SIZE_MAX}`);
  return {
    query: request.query,
    scope: scopeOf(request.scope),
    peerId:
      request.peerId === '' ? undefined : (identifierFromText(request.peerId, 'peer_id') as string as PeerId),
    pageSize: request.pageSize === 0 ? PAGE_SIZE_DEFAULT : request.pageSize,
    pageToken: request.pageToken === '' ? undefined : request.pageToken,
    filter: filterFromMessage(request),
    signal,
  };
}

export function pageToMessage(page: QueryPage) {
  return { ...page, entries: page.entries.map(entryToMessage) };
}

/** Errors: INVALID_ARGUMENT. */
export function pageFromMessage(message: QueryResponse): QueryPage {
  if (message.entries.length > PAGE_SIZE_MAX) throw invalid('a page is too long');
  const { nextPageToken, partitionsAnswered, partitionsTotal } = message;
  return {
    entries: message.entries.map(entryFromMessage),
    nextPageToken,
    partitionsAnswered,
    partitionsTotal,
  };
}

function scopeOf(scope: QueryScope): Query['scope'] {
  if (scope === QueryScope.PEER) return 'peer';
  if (scope === QueryScope.UNSPECIFIED || scope === QueryScope.NETWORK) return 'fleet';
  throw invalid(`scope has no value ${scope}`);
}

function millisecondsOf(time: Timestamp | undefined): number {
  return time ? timestampMs(time) : 0;
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
