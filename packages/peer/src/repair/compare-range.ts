// Two peers compare what they keep in a range of keys and give each other what is missing: first sixteen digests, then
// sixteen of each part that differs, until few records are in it, and then the rows of that part. Both end with the union; where they kept different versions, the merge
// rule decides on either side.
import type { Identifier } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import { toHex } from '../records/hex.ts';
import type { DigestRange, PeerAddress, RangeDigest, RecordsServer } from '../records/ports.ts';
import { BUCKETS, DIGEST_ROWS_MAX, type DigestRow } from '../records/range-digest.ts';
import type { RecordPeers } from '../records/record-peers.ts';
import type { RecordStore } from '../records/record-store.ts';
import { slicesOf } from '../records/slices.ts';
import type { Database } from '../store/database.ts';
import { type LinearRange, linearRanges, placeBefore } from './linear-ranges.ts';

/** Records in one message of either direction. */
const BATCH = 128;
/** Pages of one bucket: bounds what a peer that invents rows can cost. */
const PAGES_MAX = 1_000;
/** Rows of a part that are listed rather than summed up once more: about as many bytes as a few digests. */
const LISTED_ROWS_MAX = 128;
/** Parts of a sixteenth each: sixteen levels leave parts so narrow that only the records of one key are in them. */
const DEPTH_MAX = 16;
const ALL = Array.from({ length: BUCKETS }, (_, bucket) => bucket);
const HASH_BYTES = 32;

export interface RangeComparer {
  /** Resolves with how many records went which way. Errors: those of the other peer, CANCELLED. */
  compare(range: LinearRange, other: PeerAddress, options?: CompareOptions): Promise<Exchanged>;
}

export interface CompareOptions {
  /** Only give. */
  readonly pushOnly?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Exchanged {
  readonly pulled: number;
  readonly pushed: number;
}

interface Deps {
  readonly server: RecordsServer;
  readonly store: RecordStore;
  readonly database: Database;
  readonly peers: RecordPeers;
  /** Rows that either side lists at once. */
  readonly rowsMax?: number | undefined;
}

export function createRangeComparer(deps: Deps): RangeComparer {
  const { server, store, database, peers, rowsMax = DIGEST_ROWS_MAX } = deps;

  async function pull(
    hashes: readonly Identifier[],
    from: PeerAddress,
    signal?: AbortSignal,
  ): Promise<number> {
    let pulled = 0;
    for (const batch of batches(hashes)) {
      const found = await peers.fetch(from, batch, signal);
      pulled += await database.commit(() => found.filter((decoded) => store.merge(decoded)).length);
    }
    return pulled;
  }

  async function push(hashes: readonly Identifier[], to: PeerAddress, signal?: AbortSignal): Promise<number> {
    let pushed = 0;
    for (const batch of batches(hashes)) {
      if (signal?.aborted) throw cancelled();
      // What was pulled before may have taken the place of some of these.
      const records = server.fetch(batch);
      if (records.length > 0) await peers.store(to, records);
      pushed += records.length;
    }
    return pushed;
  }

  async function page(range: DigestRange, other: PeerAddress, options: CompareOptions) {
    const mine = server.digest(range).records;
    const theirs = checkedRows(await peers.digest(other, range, options.signal), range);
    const { shared, next } = shareOf(mine, theirs, rowsMax);
    const [missingHere, missingThere] = difference(mine.filter(shared), theirs.filter(shared));
    const pulled = options.pushOnly ? 0 : await pull(missingHere, other, options.signal);
    const pushed = await push(missingThere, other, options.signal);
    return { pulled, pushed, next };
  }

  async function compareRows(range: LinearRange, other: PeerAddress, options: CompareOptions) {
    let from: Identifier | null = range.from;
    const sum = { pulled: 0, pushed: 0 };
    for (let count = 0; from !== null && count < PAGES_MAX; count++) {
      const done = await page({ from, to: range.to, buckets: ALL }, other, options);
      sum.pulled += done.pulled;
      sum.pushed += done.pushed;
      from = done.next;
    }
    return sum;
  }

  /** The parts of a range whose digests differ, with how many rows are here. */
  async function differing(range: LinearRange, other: PeerAddress, options: CompareOptions) {
    const question = { ...range, buckets: [] };
    const theirs = checkedDigests(await peers.digest(other, question, options.signal));
    const mine = server.digest(question);
    return slicesOf(range).flatMap((slice, i) => {
      const isEqual = Buffer.compare(mine.digests[i] as Uint8Array, theirs[i] as Uint8Array) === 0;
      return isEqual ? [] : [{ slice, rows: mine.counts?.[i] ?? 0 }];
    });
  }

  async function compareLinear(
    range: LinearRange,
    depth: number,
    other: PeerAddress,
    options: CompareOptions,
  ): Promise<Exchanged> {
    const sum = { pulled: 0, pushed: 0 };
    for (const { slice, rows } of await differing(range, other, options)) {
      if (options.signal?.aborted) throw cancelled();
      const isSmall = rows <= LISTED_ROWS_MAX || depth >= DEPTH_MAX;
      const done = isSmall
        ? await compareRows(slice, other, options)
        : await compareLinear(slice, depth + 1, other, options);
      sum.pulled += done.pulled;
      sum.pushed += done.pushed;
    }
    return sum;
  }

  return {
    async compare(range, other, options = {}) {
      const sum = { pulled: 0, pushed: 0 };
      for (const linear of linearRanges(range)) {
        const done = await compareLinear(linear, 1, other, options);
        sum.pulled += done.pulled;
        sum.pushed += done.pushed;
      }
      return sum;
    },
  };
}

/** Which rows both sides had room to list, and after which key the next page starts (null: there is none). */
function shareOf(mine: readonly DigestRow[], theirs: readonly DigestRow[], rowsMax: number) {
  const ends = [mine, theirs]
    .filter((rows) => rows.length >= rowsMax)
    .map((rows) => rows.at(-1) as DigestRow);
  const end = ends.sort(compareRows)[0];
  if (!end) return { shared: () => true, next: null };
  const first = [mine[0]?.key, theirs[0]?.key].filter((key) => key !== undefined).sort()[0];
  // The last key may go on beyond the page, so it is listed again; one that fills a page alone is not compared further:
  // what it lacks comes back when the publishers announce it again.
  const next = first === end.key ? end.key : placeBefore(end.key);
  return { shared: (row: DigestRow) => compareRows(row, end) <= 0, next };
}

function compareRows(a: DigestRow, b: DigestRow): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return Buffer.compare(a.hash, b.hash);
}

/** Hashes that only the other side has, and those that only this one has. */
function difference(mine: readonly DigestRow[], theirs: readonly DigestRow[]): [Identifier[], Identifier[]] {
  const here = new Set(mine.map(({ hash }) => toHex(hash) as Identifier));
  const there = new Set(theirs.map(({ hash }) => toHex(hash) as Identifier));
  return [[...there].filter((hash) => !here.has(hash)), [...here].filter((hash) => !there.has(hash))];
}

function checkedDigests({ digests }: RangeDigest): readonly Uint8Array[] {
  if (digests.length !== BUCKETS || digests.some((digest) => digest.byteLength !== HASH_BYTES)) {
    throw new AcordeError('INVALID_ARGUMENT', 'a peer answered with something that is not a digest');
  }
  return digests;
}

function checkedRows({ records }: RangeDigest, { from, to }: DigestRange): readonly DigestRow[] {
  const ordered = records.every((row, i) => i === 0 || compareRows(records[i - 1] as DigestRow, row) < 0);
  const inside = records.every(({ key }) => (from < to ? key > from : true) && key <= to);
  if (records.length > DIGEST_ROWS_MAX || !ordered || !inside) {
    throw new AcordeError('INVALID_ARGUMENT', 'a peer answered with rows that are not of the range');
  }
  return records;
}

function* batches(hashes: readonly Identifier[]): Generator<Identifier[]> {
  for (let at = 0; at < hashes.length; at += BATCH) yield hashes.slice(at, at + BATCH);
}

function cancelled(): AcordeError {
  return new AcordeError('CANCELLED', 'the comparison was given up');
}
