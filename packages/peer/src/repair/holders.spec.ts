// The range that a peer watches; how copies are counted and made anew is in test/repair.
import type { Identifier } from '@acorde/chord';
import { afterEach, describe, expect, it } from 'vitest';
import { signerNamed, versionsOf } from '../../test/records/identities.ts';
import { createManualSystem } from '../../test/records/manual-system.ts';
import {
  type Author,
  entryRecord,
  holderRecord,
  manifestOf,
  manifestRecord,
} from '../../test/records/samples.ts';
import { decodeRecord } from '../records/decode-record.ts';
import type { FileId } from '../records/record.ts';
import { createRecordStore } from '../records/record-store.ts';
import { openDatabase } from '../store/database.ts';
import { createHolders, type Holders } from './holders.ts';

const DELAY_MS = 10_000;
const ana: Author = { signer: signerNamed('ana'), versions: versionsOf(1) };
const SELF = { peerId: 'self', address: 'self:1', zone: '' };
const at = (digit: string) => digit.padEnd(64, '0') as Identifier;

let holders: Holders | null = null;
afterEach(() => holders?.stop());

/** A peer that keeps the records of 30 files, each with one copy, and owns (from, f0..]. */
async function watcher(from: string) {
  const system = createManualSystem();
  const database = openDatabase(':memory:');
  const store = createRecordStore(database, { nowMs: system.nowMs, isStale: () => false });
  const files = Array.from({ length: 30 }, (_, i) => manifestOf(`file ${i}`).fileId);
  await database.commit(() => {
    for (const [i, fileId] of files.entries())
      for (const record of [
        manifestRecord(ana, `file ${i}`),
        entryRecord(ana, `file ${i}`),
        holderRecord(ana, fileId),
      ])
        store.merge(decodeRecord(record));
  });
  const range = { from: at(from), to: at('f'), successors: [] };
  const adopted = new Set<FileId>();
  holders = createHolders({
    ...{ system, database, store, self: SELF, repairDelayMs: DELAY_MS },
    ring: { ranges: () => [{ ...range }] } as never,
    liveness: { answers: async () => true },
    candidates: { livePeers: () => ['b', 'c'].map((peerId) => ({ ...SELF, peerId })) },
    adopter: { adopt: async (_to, fileId) => void adopted.add(fileId) },
    facts: { append: () => undefined },
    parameters: { replicas: 3, writeQuorum: 2 },
    log: { warn: () => undefined },
  });
  holders.start();
  const between = (low: string, high: string) => files.filter((id) => id > at(low) && id <= at(high)).sort();
  return { system, range, between, adopted: () => [...adopted].sort() };
}

describe('the owner of a range', () => {
  it('sees to the files of its range alone', async () => {
    const { system, between, adopted } = await watcher('8');
    await system.advance(DELAY_MS + 10_000);
    expect(adopted()).toEqual(between('8', 'f'));
  });

  it('sees to what its range grows by as soon as it does, long before it looks at all files again', async () => {
    const { system, range, between, adopted } = await watcher('8');
    await system.advance(5_000);
    range.from = at('4');
    await system.advance(DELAY_MS + 5_000);
    expect(between('4', '8').length).toBeGreaterThan(0);
    expect(adopted()).toEqual(between('4', 'f'));
  });

  it('leaves alone what its range has lost', async () => {
    const { system, range, between, adopted } = await watcher('4');
    range.from = at('8');
    await system.advance(DELAY_MS + 10_000);
    expect(adopted()).toEqual(between('8', 'f'));
  });
});
