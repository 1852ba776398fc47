// What this peer answers to others about records. Everything is bounded, everything stored is verified first, and
// nothing is answered before it is durable.
import { AcordeError } from '@acorde/protocol';
import type { Database } from '../store/database.ts';
import { encodeTombstone } from './bodies.ts';
import { decodeRecord } from './decode-record.ts';
import type { DecodedRecord } from './decoded-record.ts';
import { checkFilter } from './entry-filter.ts';
import { identityOf, PARTITIONS } from './keys.ts';
import type {
  DigestRange,
  PartitionSearch,
  RecordsServer,
  RemovalLog,
  Signer,
  VersionSource,
} from './ports.ts';
import type { PublishedEntries } from './published-entries.ts';
import { BUCKETS, type RangeDigester } from './range-digest.ts';
import type { EntryId, FileId, SignedRecord } from './record.ts';
import { recordBytes } from './record-codec.ts';
import type { RecordStore } from './record-store.ts';
import { signRecord } from './sign.ts';
import { sameRecord } from './supersedes.ts';
import { nextTurn } from './turn.ts';
import type { Verifier } from './verify.ts';

/** Records in one Store request. */
export const STORE_RECORDS_MAX = 4096;
/** Keys in one Fetch request. */
export const FETCH_KEYS_MAX = 256;
/** Results of one Search request. */
export const SEARCH_LIMIT_MAX = 1000;
/** Bytes of an answer: messages stay under 1 MiB. */
const ANSWER_BYTES_MAX = 900 * 1024;
/** Records of one key in an answer. */
const RECORDS_PER_KEY_MAX = 4096;
/** Records waiting for their verification, of all callers. */
const VERIFYING_MAX = 32_768;
/** A verification takes about 0.1 ms; others get their turn after this many. */
const VERIFIED_PER_TURN = 16;

interface Deps {
  readonly database: Database;
  readonly store: RecordStore;
  readonly digester: RangeDigester;
  readonly verifier: Verifier;
  readonly published: PublishedEntries;
  readonly signer: Signer;
  readonly versions: VersionSource;
  readonly removals: RemovalLog;
  readonly nowMs: () => number;
}

export function createRecordsServer(deps: Deps): RecordsServer {
  const { database, store } = deps;
  let verifying = 0;

  /** Decoded when it is new here and valid, `known` when it is kept already, `refused` when it is not valid. */
  function examine(record: SignedRecord): DecodedRecord | 'known' | 'refused' {
    try {
      const kept = store.get(identityOf(decodeRecord(record).says));
      if (kept && sameRecord(kept, record)) return 'known';
      return deps.verifier.verify(record);
    } catch (error) {
      if (error instanceof AcordeError) return 'refused';
      throw error;
    }
  }

  async function examineAll(records: readonly SignedRecord[]) {
    const accepted: DecodedRecord[] = [];
    let refused = 0;
    for (const [index, record] of records.entries()) {
      if (index % VERIFIED_PER_TURN === VERIFIED_PER_TURN - 1) await nextTurn();
      const examined = examine(record);
      if (examined === 'refused') refused++;
      else if (examined !== 'known') accepted.push(examined);
    }
    return { accepted, refused };
  }

  return {
    async store(records) {
      if (records.length > STORE_RECORDS_MAX) throw invalid(`at most ${STORE_RECORDS_MAX} records at once`);
      if (verifying + records.length > VERIFYING_MAX)
        throw new AcordeError('OVERLOADED', 'too many records at once');
      verifying += records.length;
      try {
        const { accepted, refused } = await examineAll(records);
        if (accepted.length === 0) return { stored: 0, refused };
        const stored = await database.commit(() => accepted.filter((decoded) => store.merge(decoded)).length);
        return { stored, refused };
      } finally {
        verifying -= records.length;
      }
    },
    fetch(keys) {
      if (keys.length > FETCH_KEYS_MAX) throw invalid(`at most ${FETCH_KEYS_MAX} keys at once`);
      return within(ANSWER_BYTES_MAX, findAll(store, keys));
    },
    search(search) {
      checkSearch(search);
      return store.search(search);
    },
    digest(range) {
      checkRange(range);
      return deps.digester.digest(range);
    },
    remove: (entryId, fileId) => removeOwn(deps, entryId, fileId),
  };
}

async function removeOwn(deps: Deps, entryId: EntryId, fileId: FileId): Promise<SignedRecord> {
  const { database, store, published, signer } = deps;
  const missing = new AcordeError('FILE_NOT_FOUND', 'this peer does not publish the entry');
  if (published.get(entryId)?.fileId !== fileId) throw missing;
  const body = encodeTombstone({ entryId, fileId, peerId: signer.peerId, removeTimeMs: deps.nowMs() });
  const tombstone = signRecord('tombstone', body, deps);
  return database.commit(() => {
    // Another call may have removed it while this one waited for its commit.
    const entry = published.get(entryId);
    if (!entry) throw missing;
    published.delete(entryId);
    store.merge(decodeRecord(tombstone));
    deps.removals.removed(entry);
    return tombstone;
  });
}

function* findAll(store: RecordStore, keys: Parameters<RecordsServer['fetch']>[0]): Generator<SignedRecord> {
  for (const key of new Set(keys)) yield* store.find(key, RECORDS_PER_KEY_MAX);
}

function within(bytesMax: number, records: Iterable<SignedRecord>): SignedRecord[] {
  const taken: SignedRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    bytes += recordBytes(record);
    if (bytes > bytesMax) break;
    taken.push(record);
  }
  return taken;
}

function checkSearch({ partitions, limit, filter }: PartitionSearch): void {
  checkFilter(filter ?? {});
  if (partitions.length === 0 || partitions.length > PARTITIONS) throw invalid('name 1 to 16 partitions');
  if (!partitions.every((partition) => isIndex(partition, PARTITIONS)))
    throw invalid('a partition is 0 to 15');
  if (!Number.isInteger(limit) || limit < 1 || limit > SEARCH_LIMIT_MAX) {
    throw invalid(`the limit is 1 to ${SEARCH_LIMIT_MAX}`);
  }
}

function checkRange({ buckets }: DigestRange): void {
  if (buckets.length > BUCKETS || !buckets.every((bucket) => isIndex(bucket, BUCKETS))) {
    throw invalid('a bucket is 0 to 15');
  }
}

function isIndex(value: number, end: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < end;
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
