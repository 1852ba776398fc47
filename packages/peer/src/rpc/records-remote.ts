// Calls to the records that other peers keep.
import type { Identifier } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import { RecordService } from '@acorde/protocol/gen/acorde/internal/v1/record_pb.ts';
import type { DigestRange, PartitionSearch, RecordsRemote } from '../records/ports.ts';
import { filterToMessage } from './filter-message.ts';
import type { PeerClient } from './peer-client.ts';
import { idFromBytes, idToBytes, recordFromMessage, recordToMessage } from './record-message.ts';

/** A store waits for an fsync at the other side, which a busy disk delays. */
const STORE_TIMEOUT_MS = 10_000;
/** And for the check of each record, which has a signature. */
const RECORD_MS = 10;
const READ_TIMEOUT_MS = 5_000;

export function createRecordsRemote(client: PeerClient): RecordsRemote {
  const write = (signal?: AbortSignal, records = 0) => ({
    timeoutMs: STORE_TIMEOUT_MS + records * RECORD_MS,
    signal,
  });
  const read = (signal?: AbortSignal) => ({ timeoutMs: READ_TIMEOUT_MS, signal });
  return {
    store: (to, records, signal) =>
      client.call(RecordService, to, write(signal, records.length), async (service, options) => {
        const reply = await service.store({ records: records.map(recordToMessage) }, options);
        return { stored: reply.stored, refused: reply.refused };
      }),
    fetch: (from, keys, signal) =>
      client.call(RecordService, from, read(signal), async (service, options) =>
        recordsOf(await service.fetch({ keys: keys.map(idToBytes) }, options)),
      ),
    search: (from, search, signal) =>
      client.call(RecordService, from, read(signal), async (service, options) =>
        recordsOf(await service.search(searchRequest(search), options)),
      ),
    digest: (from, range, signal) =>
      client.call(RecordService, from, read(signal), async (service, options) =>
        digestOf(await service.digest(digestRequest(range), options)),
      ),
    remove: (to, entryId, fileId, signal) =>
      client.call(RecordService, to, write(signal), async (service, options) => {
        const request = { entryId: idToBytes(entryId), fileId: idToBytes(fileId) };
        return recordFromMessage((await service.remove(request, options)).tombstone);
      }),
  };
}

type Reply<Method extends 'fetch' | 'digest'> = Awaited<
  ReturnType<import('@connectrpc/connect').Client<typeof RecordService>[Method]>
>;

function recordsOf(reply: { readonly records: Reply<'fetch'>['records'] }) {
  return reply.records.map(recordFromMessage);
}

function searchRequest(search: PartitionSearch) {
  return {
    partitions: [...search.partitions],
    query: search.query,
    limit: search.limit,
    ...filterToMessage(search.filter),
    ...(search.after && { afterName: search.after.name, afterEntryId: idToBytes(search.after.entryId) }),
  };
}

function digestRequest(range: DigestRange) {
  return { from: idToBytes(range.from), to: idToBytes(range.to), buckets: [...range.buckets] };
}

function digestOf(reply: Reply<'digest'>) {
  for (const bytes of [...reply.digests, ...reply.records.map((record) => record.hash)]) {
    if (bytes.length !== 32) throw new AcordeError('INVALID_ARGUMENT', 'a digest must be 32 bytes');
  }
  const records = reply.records.map(({ key, hash }) => ({ key: idFromBytes<Identifier>(key, 'key'), hash }));
  return { digests: reply.digests, records };
}
