import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { partitionKey, partitionOf } from './keys.ts';
import type { EntryId } from './record.ts';
import { recordHash, signedBytes } from './signed-bytes.ts';

describe('keys and hashes', () => {
  it('of partitions are those of the contract', () => {
    expect(partitionKey(0)).toBe('01438a2422bc26786e81c35d7c9931a4655fb78bdee62a496f5e5269cc36fd14');
    expect(partitionKey(15)).toBe('819119427da2fb6c3254d364bcec948f9d96894c5db088dc55a156d19d214da1');
    expect(new Set(Array.from({ length: 16 }, (_, i) => partitionKey(i))).size).toBe(16);
  });

  it.each([-1, 16, 1.5, Number.NaN])('there is no partition %d', (partition) => {
    expect(() => partitionKey(partition)).toThrow(RangeError);
  });

  it('an entry belongs to the partition of its first digit', () => {
    expect(partitionOf(`a${'0'.repeat(63)}` as EntryId)).toBe(10);
  });

  it('the signed bytes are domain, kind, incarnation, counter, body', () => {
    const record = {
      kind: 'entry',
      version: { incarnation: 1, counter: 2 },
      body: Buffer.from('body'),
    } as const;
    expect(Buffer.from(recordHash(record)).toString('hex')).toBe(
      'd4176be4fd41eb7f2f7d756c2af729a3bffb2ac7d347d317af878af6e449e8b9',
    );
    expect(createHash('sha256').update(signedBytes(record)).digest()).toEqual(recordHash(record));
  });
});
