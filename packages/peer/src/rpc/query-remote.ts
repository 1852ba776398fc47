import { FileService, QueryScope } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import type { Query, QueryPage } from '../files/file-service.ts';
import type { PeerAddress } from '../records/ports.ts';
import { pageFromMessage } from './file-message.ts';
import { filterToMessage } from './filter-message.ts';
import type { PeerClient } from './peer-client.ts';

const TIMEOUT_MS = 5_000;

/** Asks another peer for its own index. Throws AcordeError; PEER_UNREACHABLE when there is no answer in time. */
export type QueryRemote = (to: PeerAddress, query: Query) => Promise<QueryPage>;

export function createQueryRemote(client: PeerClient): QueryRemote {
  return (to, query) =>
    client.call(
      FileService,
      to,
      { timeoutMs: TIMEOUT_MS, signal: query.signal },
      async (service, options) => {
        const { query: text, pageSize, pageToken = '' } = query;
        const where = { scope: QueryScope.PEER, peerId: to.peerId };
        const request = { query: text, ...where, pageSize, pageToken, ...filterToMessage(query.filter) };
        return pageFromMessage(await service.query(request, options));
      },
    );
}
