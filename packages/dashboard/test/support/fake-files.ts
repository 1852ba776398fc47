import { FileService, type PutRequest } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import { RingService } from '@acorde/protocol/gen/acorde/v1/ring_pb.ts';
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect';

export const FILE_ID = 'f1'.repeat(32);
const BYTES = Buffer.from('0123456789');

export interface Hooks {
  onTransfer: (operation: string, transferId: string) => Record<string, never>;
  onLookup: (lookupId: string) => void;
}

export interface Put {
  name: string;
  size: bigint | undefined;
  body: string;
  authorization: string | null;
}

/** A file service with one file. Gets break off after `breaksAfter` bytes. */
export function fileRoutes(puts: Put[], hooks: Hooks, breaksAfter = Number.POSITIVE_INFINITY) {
  return (router: ConnectRouter) => {
    const entry = {
      entryId: 'e1'.repeat(32),
      fileId: FILE_ID,
      name: 'café.txt',
      size: 10n,
      mediaType: 'text/plain',
    };
    const file = { fileId: FILE_ID, size: 10n, entries: [entry], replicasWanted: 3 };
    router.service(FileService, {
      stat: ({ fileId }) => {
        if (fileId !== FILE_ID) throw new ConnectError('no such file', Code.NotFound);
        return file;
      },
      query: () => ({ entries: [entry], partitionsAnswered: 16, partitionsTotal: 16 }),
      delete: (_request, { requestHeader }) => {
        if (requestHeader.get('authorization') !== 'Bearer secret')
          throw new ConnectError('no', Code.Unauthenticated);
        return { entryIds: [entry.entryId] };
      },
      pin: ({ fileId }, { requestHeader }) => {
        if (requestHeader.get('authorization') !== 'Bearer secret')
          throw new ConnectError('no', Code.Unauthenticated);
        if (fileId !== FILE_ID) throw new ConnectError('no such file', Code.NotFound);
        return { entry, created: true };
      },
      pauseTransfer: ({ transferId }) => hooks.onTransfer('pause', transferId),
      resumeTransfer: ({ transferId }) => hooks.onTransfer('resume', transferId),
      cancelTransfer: ({ transferId }) => hooks.onTransfer('cancel', transferId),
      async *get({ offset, length = 10n }) {
        yield { part: { case: 'file', value: file } };
        const part = BYTES.subarray(Number(offset), Number(offset + length));
        yield { part: { case: 'data', value: part.subarray(0, breaksAfter) } };
        if (part.length > breaksAfter) throw new ConnectError('it died', Code.Unavailable);
      },
      async put(requests, { requestHeader }) {
        puts.push({ ...(await collect(requests)), authorization: requestHeader.get('authorization') });
        return { entry: { ...entry, name: puts.at(-1)?.name ?? '' }, created: puts.length === 1 };
      },
    });
    router.service(RingService, {
      async *lookup({ key, lookupId }) {
        hooks.onLookup(lookupId);
        yield { part: { case: 'result', value: { key, hops: 0, ms: 1 } } };
      },
    });
  };
}

async function collect(requests: AsyncIterable<PutRequest>) {
  let name = '';
  let size: bigint | undefined;
  let body = '';
  for await (const { part } of requests) {
    if (part.case === 'header') ({ name, size } = part.value);
    if (part.case === 'data') body += Buffer.from(part.value).toString();
  }
  return { name, size, body };
}
