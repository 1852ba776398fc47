import type { Identifier } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import { RecordService, type SearchRequest } from '@acorde/protocol/gen/acorde/internal/v1/record_pb.ts';
import type { ConnectRouter } from '@connectrpc/connect';
import type { PartitionSearch, RecordsServer } from '../records/ports.ts';
import type { EntryId, FileId } from '../records/record.ts';
import { filterFromMessage } from './filter-message.ts';
import { idFromBytes, recordFromMessage, recordToMessage } from './record-message.ts';

const RECORDS_MAX = 10_000;
const KEYS_MAX = 1000;
const SEARCH_LIMIT_MAX = 1000;
const PARTITIONS = 16;
const BUCKETS = 16;
const QUERY_CHARS_MAX = 1024;

/** The records that this peer keeps for the ring. */
export function recordService(router: ConnectRouter, records: RecordsServer): void {
  router.service(RecordService, {
    async store(request) {
      checkCount(request.records.length, RECORDS_MAX, 'records');
      return await records.store(request.records.map(recordFromMessage));
    },
    fetch(request) {
      checkCount(request.keys.length, KEYS_MAX, 'keys');
      const keys = request.keys.map((key) => idFromBytes<Identifier>(key, 'key'));
      return { records: records.fetch(keys).map(recordToMessage) };
    },
    search: (request) => ({ records: records.search(searchFrom(request)).map(recordToMessage) }),
    digest(request) {
      checkNumbers(request.buckets, BUCKETS, 'buckets');
      const { digests, records: found } = records.digest({
        from: idFromBytes(request.from, 'from'),
        to: idFromBytes(request.to, 'to'),
        buckets: request.buckets,
      });
      return {
        digests: [...digests],
        records: found.map(({ key, hash }) => ({ key: new Uint8Array(Buffer.from(key, 'hex')), hash })),
      };
    },
    async remove(request) {
      const entryId = idFromBytes<EntryId>(request.entryId, 'entry_id');
      const tombstone = await records.remove(entryId, idFromBytes<FileId>(request.fileId, 'file_id'));
      return { tombstone: recordToMessage(tombstone) };
    },
  });
}

function searchFrom(request: SearchRequest): PartitionSearch {
  checkNumbers(request.partitions, PARTITIONS, 'partitions');
  if (request.limit < 1 || request.limit > SEARCH_LIMIT_MAX)
    throw invalid(`limit must be 1 to ${SEARCH_LIMIT_MAX}`);
  if (request.query.length > QUERY_CHARS_MAX) throw invalid('query is too long');
  const hasAfter = request.afterEntryId.length > 0;
  return {
    partitions: request.partitions,
    query: request.query,
    limit: request.limit,
    after: hasAfter
      ? { name: request.afterName, entryId: idFromBytes<EntryId>(request.afterEntryId, 'after_entry_id') }
      : undefined,
    filter: filterFromMessage(request),
  };
}

function checkNumbers(numbers: readonly number[], count: number, what: string): void {
  checkCount(numbers.length, count, what);
  if (numbers.some((number) => number >= count)) throw invalid(`${what} are numbers from 0 to ${count - 1}`);
}

function checkCount(count: number, max: number, what: string): void {
  if (count > max) throw invalid(`more than ${max} ${what}`);
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
