// Before a peer leaves, the records that it keeps are given to the peer that will stand in its place: the one after the
// last keeper of each key.
import type { Contact, Identifier } from '@acorde/chord';
import { toHex } from '../records/hex.ts';
import type { Placement } from '../records/placement.ts';
import type { NetworkParameters } from '../records/ports.ts';
import type { PeerId, SignedRecord } from '../records/record.ts';
import type { RecordPeers } from '../records/record-peers.ts';
import type { KeptRecord, RecordStore } from '../records/record-store.ts';

const PAGE = 256;

interface Deps {
  readonly selfId: PeerId;
  readonly placement: Placement;
  readonly store: RecordStore;
  readonly peers: RecordPeers;
  readonly parameters: NetworkParameters;
}

/** Gives all records away; peers that do not answer are passed over, since the rest of the replicas stay. Resolves with
 * how many records others took. Errors: those of the ring. */
export async function drainRecords(deps: Deps, signal: AbortSignal): Promise<number> {
  let given = 0;
  for (let row = 0; !signal.aborted; ) {
    const page = deps.store.scan(row, PAGE);
    const last = page.at(-1);
    if (!last) break;
    row = last.row;
    given += await drainPage(deps, page);
  }
  return given;
}

async function drainPage(deps: Deps, page: readonly KeptRecord[]): Promise<number> {
  const groups = new Map<string, { to: Contact; records: Set<SignedRecord> }>();
  for (const kept of page) {
    const [record] = deps.store.find(toHex(kept.hash) as Identifier, 1);
    for (const to of record ? await heirsOf(deps, kept) : []) {
      const group = groups.get(to.peerId) ?? { to, records: new Set() };
      group.records.add(record as SignedRecord);
      groups.set(to.peerId, group);
    }
  }
  const sends = [...groups.values()].map(({ to, records }) =>
    deps.peers.store(to, [...records]).then(
      () => records.size,
      () => 0,
    ),
  );
  return (await Promise.all(sends)).reduce((sum, count) => sum + count, 0);
}

/** Who has to be given a record when this peer leaves: all k keepers of a stray, else the one that moves up. */
async function heirsOf({ placement, parameters, selfId }: Deps, kept: KeptRecord): Promise<Contact[]> {
  const { replicas } = parameters;
  const heirs: Contact[] = [];
  for (const key of kept.keys) {
    const found = await placement.peersOf(key);
    const others = found.filter(({ peerId }) => peerId !== selfId).slice(0, replicas);
    const isKeeper = found.slice(0, replicas).some(({ peerId }) => peerId === selfId);
    heirs.push(...(isKeeper ? others.slice(replicas - 1) : others));
  }
  return heirs;
}
