// The gateway's REST, one function per call. Every failure is an ApiError with a code that the page has words for.
import type {
  DeleteReply,
  EventsReply,
  FileReply,
  FilesReply,
  LookupBody,
  LookupReply,
  PeerReply,
  PinReply,
} from '../wire-rest.ts';
import { FILE_ANSWER, FILES_ANSWER, LOOKUP_ANSWER, PEER_ANSWER } from './answers.ts';
import { createCall } from './call.ts';

export interface ApiClient {
  peer(peerId: string, signal: AbortSignal): Promise<PeerReply>;
  file(fileId: string, signal: AbortSignal): Promise<FileReply>;
  files(query: FilesQuery, signal: AbortSignal): Promise<FilesReply>;
  events(sinceSeq: number, limit: number, signal: AbortSignal): Promise<EventsReply>;
  lookup(body: LookupBody, signal: AbortSignal): Promise<LookupReply>;
  deleteFile(fileId: string): Promise<DeleteReply>;
  /** Has a peer keep a copy and share the file under its name. */
  pinFile(fileId: string, peerId: string): Promise<PinReply>;
  operateTransfer(peerId: string, transferId: string, operation: TransferOperation): Promise<unknown>;
}

export type TransferOperation = 'pause' | 'resume' | 'cancel';

export interface FilesQuery {
  readonly text: string;
  /** One peer's own index instead of the fleet's. */
  readonly peerId?: string;
  readonly pageSize: number;
  readonly pageToken?: string;
}

export function createApiClient(fetcher: typeof fetch): ApiClient {
  const call = createCall(fetcher);
  return {
    peer: (peerId, signal) => call(`/api/peers/${peerId}`, { signal }, PEER_ANSWER),
    file: (fileId, signal) => call(`/api/files/${fileId}/stat`, { signal }, FILE_ANSWER),
    files: (query, signal) => call(`/api/files?${filesParameters(query)}`, { signal }, FILES_ANSWER),
    events: (sinceSeq, limit, signal) => call(`/api/events?since=${sinceSeq}&limit=${limit}`, { signal }),
    lookup: (body, signal) =>
      call(
        '/api/lookup',
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
          signal,
        },
        LOOKUP_ANSWER,
      ),
    deleteFile: (fileId) => call(`/api/files/${fileId}`, { method: 'DELETE' }),
    operateTransfer: (peerId, transferId, operation) =>
      call(`/api/transfers/${peerId}/${encodeURIComponent(transferId)}/${operation}`, { method: 'POST' }),
    pinFile: (fileId, peerId) => call(`/api/files/${fileId}/pin?peer=${peerId}`, { method: 'POST' }),
  };
}

/** Where a file's bytes are, for a plain link; the name is what the browser saves it as. */
export function downloadUrl(fileId: string, name: string): string {
  return `/api/files/${fileId}?${new URLSearchParams({ name })}`;
}

export function uploadUrl(name: string, peerId: string | null): string {
  return `/api/files?${new URLSearchParams({ name, ...(peerId === null ? {} : { peer: peerId }) })}`;
}

function filesParameters(query: FilesQuery): string {
  const parameters = new URLSearchParams({ q: query.text, page_size: String(query.pageSize) });
  parameters.set('scope', query.peerId === undefined ? 'fleet' : 'peer');
  if (query.peerId !== undefined) parameters.set('peer', query.peerId);
  if (query.pageToken) parameters.set('page_token', query.pageToken);
  return parameters.toString();
}
