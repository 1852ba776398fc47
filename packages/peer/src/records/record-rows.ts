// The table of records: its statements, and its rows as records.
import type { SQLOutputValue } from 'node:sqlite';
import type { Identifier } from '@acorde/chord';
import { toHex } from './hex.ts';
import { partitionKey } from './keys.ts';
import type { SignedRecord } from './record.ts';
import { kindOf } from './record-codec.ts';
import type { KeptRecord } from './record-store.ts';
import { KIND_NUMBERS } from './signed-bytes.ts';

export type Row = Record<string, SQLOutputValue>;

export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS records (
    row INTEGER PRIMARY KEY, identity BLOB NOT NULL UNIQUE, kind INTEGER NOT NULL,
    incarnation INTEGER NOT NULL, counter INTEGER NOT NULL, body BLOB NOT NULL, public_key BLOB NOT NULL,
    signature BLOB NOT NULL, certificate BLOB, hash BLOB NOT NULL, file_id BLOB NOT NULL, partition INTEGER);
  CREATE INDEX IF NOT EXISTS records_by_file ON records (file_id, hash);
  CREATE INDEX IF NOT EXISTS records_by_partition ON records (partition, hash) WHERE partition IS NOT NULL;
  CREATE INDEX IF NOT EXISTS records_by_hash ON records (hash);
  CREATE INDEX IF NOT EXISTS records_tombstones ON records (row) WHERE kind = ${KIND_NUMBERS.tombstone};
  CREATE INDEX IF NOT EXISTS records_manifests ON records (file_id) WHERE kind = ${KIND_NUMBERS.manifest};
`;
export const UPSERT = `
  INSERT INTO records (identity, kind, incarnation, counter, body, public_key, signature, certificate, hash, file_id,
    partition) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (identity) DO UPDATE SET incarnation = excluded.incarnation, counter = excluded.counter,
    body = excluded.body, public_key = excluded.public_key, signature = excluded.signature,
    certificate = excluded.certificate, hash = excluded.hash, file_id = excluded.file_id`;
export const BY_FILE = 'SELECT * FROM records WHERE file_id = ? ORDER BY kind, row LIMIT ?';
export const BY_IDENTITY =
  'SELECT * FROM records WHERE identity >= ? AND identity < ? ORDER BY identity LIMIT ?';
export const BY_HASH = 'SELECT * FROM records WHERE hash = ? LIMIT ?';
export const SCAN = 'SELECT row, hash, file_id, partition FROM records WHERE row > ? ORDER BY row LIMIT ?';
export const TOMBSTONES = `
  SELECT * FROM records WHERE kind = ${KIND_NUMBERS.tombstone} AND row > ? ORDER BY row LIMIT ?`;
export const ALL = 'SELECT * FROM records WHERE row > ? ORDER BY row LIMIT ?';
export const FILES = `
  SELECT file_id FROM records WHERE kind = ${KIND_NUMBERS.manifest} AND file_id > ? AND file_id <= ?
  ORDER BY file_id LIMIT ?`;
export const BEYOND = Buffer.alloc(33, 0xff);

export function recordOf(row: Row): SignedRecord {
  const record = {
    kind: kindOf(row.kind as number),
    version: { incarnation: row.incarnation as number, counter: row.counter as number },
    body: row.body as Uint8Array,
    publicKey: row.public_key as Uint8Array,
    signature: row.signature as Uint8Array,
  };
  return row.certificate ? { ...record, certificate: row.certificate as Uint8Array } : record;
}

export function keptOf(row: Row): KeptRecord {
  const fileId = toHex(row.file_id as Uint8Array) as Identifier;
  const keys = row.partition === null ? [fileId] : [partitionKey(row.partition as number), fileId];
  return { row: row.row as number, hash: row.hash as Uint8Array, keys };
}

/** The first identity that does not start with `prefix`. */
export function after(prefix: Buffer): Buffer {
  return Buffer.concat([prefix, Buffer.alloc(65, 0xff)]);
}
