// Finding entries: over the whole network by its name partitions, in this peer's own index, or in another peer's.
import { AcordeError } from '@acorde/protocol';
import { checkFilter } from '../records/entry-filter.ts';
import type { Entry } from '../records/record.ts';
import type { FileDeps } from './file-deps.ts';
import type { Query, QueryPage } from './file-service.ts';
import { pageTokenOf, positionOf } from './page-token.ts';

const PAGE_SIZE_MAX = 1000;
const QUERY_CHARS_MAX = 1024;
/** One more than the page tells whether another page follows, as far as the limit of a search allows. */
const lookAhead = (pageSize: number) => Math.min(pageSize + 1, PAGE_SIZE_MAX);

/** See FileService.query. */
export function query(deps: FileDeps, asked: Query): Promise<QueryPage> {
  check(asked);
  if (asked.scope === 'fleet') return queryFleet(deps, asked);
  if (asked.peerId === undefined || asked.peerId === deps.self) return queryOwn(deps, asked);
  return queryPeer(deps, asked);
}

async function queryFleet(deps: FileDeps, asked: Query): Promise<QueryPage> {
  const found = await deps.records.search(searchOf(asked), asked.signal);
  const { partitionsAnswered, partitionsTotal } = found;
  return { ...pageOf(found.entries, asked.pageSize), partitionsAnswered, partitionsTotal };
}

async function queryOwn(deps: FileDeps, asked: Query): Promise<QueryPage> {
  const entries = deps.records.published.list(searchOf(asked));
  return { ...pageOf(entries, asked.pageSize), partitionsAnswered: 0, partitionsTotal: 0 };
}

async function queryPeer(deps: FileDeps, asked: Query): Promise<QueryPage> {
  const address = asked.peerId && deps.membership.addressOf(asked.peerId);
  if (!address) throw new AcordeError('NOT_FOUND', 'no such peer is known');
  const { query, pageSize, pageToken = '', filter } = asked;
  const page = await deps.index.query(address, { query, pageSize, pageToken, filter }, asked.signal);
  return { ...page, partitionsAnswered: 0, partitionsTotal: 0 };
}

function searchOf({ query, pageSize, pageToken, filter }: Query) {
  return { query, limit: lookAhead(pageSize), after: pageToken ? positionOf(pageToken) : undefined, filter };
}

function pageOf(found: readonly Entry[], pageSize: number): { entries: Entry[]; nextPageToken: string } {
  const entries = found.slice(0, pageSize);
  const last = entries.at(-1);
  const more = found.length > pageSize || found.length === PAGE_SIZE_MAX;
  return { entries, nextPageToken: more && last ? pageTokenOf(last) : '' };
}

function check({ query, pageSize, filter }: Query): void {
  checkFilter(filter ?? {});
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > PAGE_SIZE_MAX) {
    throw new AcordeError('INVALID_ARGUMENT', `the page size is 1 to ${PAGE_SIZE_MAX}`);
  }
  if (query.length > QUERY_CHARS_MAX) {
    throw new AcordeError('INVALID_ARGUMENT', `a query has at most ${QUERY_CHARS_MAX} characters`);
  }
}
