// What this peer knows of a file without asking anybody: as one of the keepers of its records, or as a publisher of it.
// Enough to hand out a copy that lies here; who wants to know all entries and holders asks the ring.
import { decodeRecord } from './decode-record.ts';
import { factsOf } from './facts.ts';
import type { Placement } from './placement.ts';
import type { NetworkParameters } from './ports.ts';
import type { PublishedEntries } from './published-entries.ts';
import type { FileFacts, FileId, PeerId } from './record.ts';
import type { RecordStore } from './record-store.ts';

const RECORDS_MAX = 1024;

export interface KeptFactsDeps {
  readonly selfId: PeerId;
  readonly placement: Placement;
  readonly store: Pick<RecordStore, 'find'>;
  readonly published: Pick<PublishedEntries, 'ofFile'>;
  readonly parameters: NetworkParameters;
  /** Whether this peer has compared what it keeps with others since it started: an old disk may lack tombstones. */
  readonly isSettled: () => boolean;
}

/** Null where this peer cannot tell. Never rejects. */
export type KeptFacts = (fileId: FileId) => Promise<FileFacts | null>;

export function createKeptFacts(deps: KeptFactsDeps): KeptFacts {
  const { selfId, placement, store, published, parameters } = deps;

  async function keeps(fileId: FileId): Promise<boolean> {
    try {
      const keepers = (await placement.peersOf(fileId)).slice(0, parameters.replicas);
      return keepers.some(({ peerId }) => peerId === selfId);
    } catch {
      return false;
    }
  }

  return async (fileId) => {
    if (!deps.isSettled()) return null;
    const facts = (await keeps(fileId))
      ? factsOf(fileId, store.find(fileId, RECORDS_MAX).map(decodeRecord))
      : null;
    if (facts && facts.entries.length > 0) return facts;
    // A removal that has come here counts, whatever the own index says.
    const entries = facts ? [] : published.ofFile(fileId).map(({ entry }) => entry);
    return entries.length > 0 ? { fileId, manifest: null, holders: [], entries } : null;
  };
}
