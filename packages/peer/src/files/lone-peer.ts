// A peer that knows no other one cannot write a record (a write needs w peers), yet what it shares from a folder is there
// and can be served. Until a second peer is known its own index and copies count beside what its records say.
import { compareEntries } from '../records/entry-order.ts';
import type { FileFacts, FileId, HolderFact } from '../records/record.ts';
import type { FileDeps } from './file-deps.ts';
import type { Records } from './ports.ts';

type Deps = Pick<FileDeps, 'self' | 'store' | 'records' | 'membership'>;

/** The same records, and this peer's own entries and copies while it is alone. */
export function withOwnRecords(deps: Deps): Records {
  const { records, membership } = deps;
  const isAlone = () => membership.expectedPeers() === 0;
  return {
    ...records,
    async facts(fileId, signal) {
      const facts = await records.facts(fileId, signal);
      return isAlone() ? withOwnCopy(deps, facts) : facts;
    },
    async entry(entryId, signal) {
      return (await records.entry(entryId, signal)) ?? (isAlone() ? records.published.get(entryId) : null);
    },
    async search(search, signal) {
      const found = await records.search(search, signal);
      if (!isAlone()) return found;
      const entries = new Map(found.entries.map((entry) => [entry.entryId, entry]));
      for (const entry of records.published.list(search)) entries.set(entry.entryId, entry);
      return { ...found, entries: [...entries.values()].sort(compareEntries).slice(0, search.limit) };
    },
  };
}

function withOwnCopy({ self, store, records }: Deps, facts: FileFacts): FileFacts {
  const { fileId } = facts;
  const entries = new Map(facts.entries.map((entry) => [entry.entryId, entry]));
  for (const { entry } of records.published.ofFile(fileId)) entries.set(entry.entryId, entry);
  const holders = facts.holders.filter(({ peerId }) => peerId !== self);
  const own = ownHolder({ self, store }, fileId);
  const manifest = facts.manifest ?? store.get(fileId);
  return { fileId, manifest, entries: [...entries.values()], holders: own ? [...holders, own] : holders };
}

function ownHolder({ self, store }: Pick<Deps, 'self' | 'store'>, fileId: FileId): HolderFact | null {
  const copy = store.get(fileId);
  if (!copy) return null;
  return { fileId, peerId: self, complete: true, shared: copy.place === 'shared', gone: false };
}
