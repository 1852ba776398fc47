// A range of keys summed up for comparison: sixteen digests, one for each sixteenth of the range, over the sorted (key,
// record hash) of what is kept here. Peers that keep the same records compute the same digests.
import { createHash } from 'node:crypto';
import type { Identifier } from '@acorde/chord';
import type { Database } from '../store/database.ts';
import { fromHex, toHex } from './hex.ts';
import { PARTITIONS, partitionKey } from './keys.ts';
import type { DigestRange, RangeDigest } from './ports.ts';
import { SLICES, sliceFinder } from './slices.ts';

/** Buckets of a digest. */
export const BUCKETS = SLICES;
/** Rows in one answer: about 900 KB as a message. */
export const DIGEST_ROWS_MAX = 12_000;

/** A key and the hash of a record kept under it. */
export interface DigestRow {
  readonly key: Identifier;
  readonly hash: Uint8Array;
}

export interface RangeDigester {
  /** Digests of the range, or the rows of its buckets: the first DIGEST_ROWS_MAX in the order of keys. */
  digest(range: DigestRange): RangeDigest;
}

/** Reads the table of the record store. `revision` tells when it has changed. */
export function createRangeDigester(
  database: Database,
  revision: () => number,
  rowsMax = DIGEST_ROWS_MAX,
): RangeDigester {
  const cache = new Map<
    string,
    { revision: number; digests: readonly Uint8Array[]; counts: readonly number[] }
  >();

  function* rows(from: Identifier, to: Identifier): Generator<DigestRow> {
    if (from < to) return yield* linear(from, to);
    yield* linear('', to);
    yield* linear(from, BEYOND);
  }

  /** Keys in (after, to]: those of files, and between them the keys of partitions. */
  function* linear(after: string, to: string): Generator<DigestRow> {
    let cursor = after;
    for (const { key, partition } of PARTITION_KEYS) {
      if (key <= after || key > to) continue;
      yield* byFile(cursor, key);
      yield* byPartition(partition, key);
      cursor = key;
    }
    yield* byFile(cursor, to);
  }

  function* byFile(after: string, to: string): Generator<DigestRow> {
    const sql = `SELECT file_id, hash FROM records WHERE (file_id, hash) > (?, ?) AND file_id <= ?
      ORDER BY file_id, hash LIMIT ${PAGE}`;
    let cursor = [fromHex(after), PAST_ANY_HASH];
    while (true) {
      const page = database.prepare(sql).all(...cursor, fromHex(to));
      for (const row of page)
        yield { key: toHex(row.file_id as Uint8Array) as Identifier, hash: row.hash as Uint8Array };
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      cursor = [last.file_id as Uint8Array, last.hash as Uint8Array];
    }
  }

  function* byPartition(partition: number, key: Identifier): Generator<DigestRow> {
    const sql = `SELECT hash FROM records WHERE partition = ? AND hash > ? ORDER BY hash LIMIT ${PAGE}`;
    let cursor = new Uint8Array();
    while (true) {
      const page = database.prepare(sql).all(partition, cursor);
      for (const row of page) yield { key, hash: row.hash as Uint8Array };
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      cursor = last.hash as Uint8Array<ArrayBuffer>;
    }
  }

  function digests(from: Identifier, to: Identifier) {
    const name = `${from}${to}`;
    const known = cache.get(name);
    if (known?.revision === revision()) return known;
    const made = { revision: revision(), ...digestsOf(rows(from, to), finderOf(from, to)) };
    if (cache.size >= CACHED_MAX) cache.clear();
    cache.set(name, made);
    return made;
  }

  return {
    digest({ from, to, buckets }) {
      if (buckets.length === 0) {
        const { digests: made, counts } = digests(from, to);
        return { digests: made, counts, records: [] };
      }
      const records: DigestRow[] = [];
      const bucketOf = finderOf(from, to);
      for (const row of rows(from, to)) {
        if (!buckets.includes(bucketOf(row.key))) continue;
        if (records.length === rowsMax) break;
        records.push(row);
      }
      return { digests: [], records };
    },
  };
}

/** The bucket of a key, asked in the order of `rows`. A range over zero, which nobody compares, goes by the first digit. */
function finderOf(from: Identifier, to: Identifier): (key: Identifier) => number {
  if (from < to || from === LAST) return sliceFinder({ from, to });
  return (key) => Number.parseInt(key.slice(0, 1), 16);
}

const LAST = 'f'.repeat(64) as Identifier;
/** Ranges whose digests are kept in mind: those of a comparison to its depth, of some peers. */
const CACHED_MAX = 256;
const BEYOND = 'ff'.repeat(33);
const PAGE = 4096;
// Rows of the key `after` itself lie outside the range.
const PAST_ANY_HASH = Buffer.alloc(33, 0xff);
const PARTITION_KEYS = Array.from({ length: PARTITIONS }, (_, partition) => ({
  partition,
  key: partitionKey(partition),
})).sort((a, b) => (a.key < b.key ? -1 : 1));

function digestsOf(rows: Iterable<DigestRow>, bucketOf: (key: Identifier) => number) {
  const hashes = Array.from({ length: BUCKETS }, () => createHash('sha256'));
  const counts = Array.from({ length: BUCKETS }, () => 0);
  for (const { key, hash } of rows) {
    const bucket = bucketOf(key);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    hashes[bucket]?.update(fromHex(key)).update(hash);
  }
  return { digests: hashes.map((hash) => hash.digest()), counts };
}
