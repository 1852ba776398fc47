import type { Contact } from '@acorde/chord';
import { describe, expect, it } from 'vitest';
import { signerNamed, versionsOf } from '../../test/records/identities.ts';
import {
  type Author,
  entryIn,
  entryRecord,
  holderRecord,
  tombstoneRecord,
} from '../../test/records/samples.ts';
import { openDatabase } from '../store/database.ts';
import { decodeRecord } from './decode-record.ts';
import { createKeptFacts } from './kept-facts.ts';
import { createPublishedEntries } from './published-entries.ts';
import type { PeerId, SignedRecord } from './record.ts';
import { createRecordStore } from './record-store.ts';

const ana: Author = { signer: signerNamed('ana'), versions: versionsOf(1) };
const record = entryRecord(ana, 'acta.txt');
const entry = entryIn(record);

async function peerWith(kept: readonly SignedRecord[], keepers: readonly string[], isSettled = true) {
  const database = openDatabase(':memory:');
  const store = createRecordStore(database, { nowMs: () => 0, isStale: () => false });
  const published = createPublishedEntries(database);
  await database.commit(() => kept.map((one) => store.merge(decodeRecord(one))));
  const facts = createKeptFacts({
    ...{ store, published, isSettled: () => isSettled },
    selfId: 'self' as PeerId,
    placement: {
      peersOf: async () => keepers.map((peerId) => ({ peerId }) as Contact),
      invalidate: () => undefined,
    },
    parameters: { replicas: 3, writeQuorum: 2 },
  });
  return { facts, database, published };
}

describe('what a peer knows of a file by itself', () => {
  it('is what it keeps of it for the ring', async () => {
    const { facts } = await peerWith([record, holderRecord(ana, entry.fileId)], ['a', 'self', 'b']);
    const found = await facts(entry.fileId);
    expect(found?.entries).toEqual([entry]);
    expect(found?.holders).toHaveLength(1);
  });

  it('is nothing where others keep it now: what lies here may be old', async () => {
    const { facts } = await peerWith([record], ['a', 'b', 'c', 'self']);
    expect(await facts(entry.fileId)).toBeNull();
  });

  it('is nothing until what lies on its disk has been compared with what others keep', async () => {
    const { facts } = await peerWith([record], ['self'], false);
    expect(await facts(entry.fileId)).toBeNull();
  });

  it('is what it publishes, where others keep the records', async () => {
    const { facts, database, published } = await peerWith([], ['a', 'b', 'c']);
    await database.commit(() => published.add(entry, record));
    expect(await facts(entry.fileId)).toEqual({
      fileId: entry.fileId,
      manifest: null,
      holders: [],
      entries: [entry],
    });
  });

  it('is nothing once the entry is removed, even while its own index still names it', async () => {
    const { facts, database, published } = await peerWith([record, tombstoneRecord(ana, entry)], ['self']);
    await database.commit(() => published.add(entry, record));
    expect(await facts(entry.fileId)).toBeNull();
  });

  it('is nothing while the ring names no keepers', async () => {
    const { facts } = await peerWith([record], []);
    expect(await facts(entry.fileId)).toBeNull();
  });
});
