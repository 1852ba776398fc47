// Two keepers that do not agree on an entry: either the one that has it missed the tombstone, or the one that lacks it
// missed the entry. The second is asked for what it knows, and whoever is behind is given what it lacks.
import type { Contact, Identifier } from '@acorde/chord';
import { removes } from './keys.ts';
import type { EntryId, SignedRecord } from './record.ts';
import { type RecordPeers, verified } from './record-peers.ts';
import { FETCH_KEYS_MAX } from './records-server.ts';
import { covers, type Found, type SearchPage } from './search-page.ts';
import type { Verifier } from './verify.ts';

interface Deps {
  readonly peers: RecordPeers;
  readonly verifier: Verifier;
}

interface Doubt {
  readonly page: SearchPage;
  readonly entries: Map<EntryId, Found>;
}

/** The entries among those found that a keeper knows as removed. A keeper that cannot be asked again says nothing. */
export async function removedAmong(
  deps: Deps,
  found: readonly Found[],
  pages: readonly SearchPage[],
  signal: AbortSignal | undefined,
): Promise<Set<EntryId>> {
  const removed = new Set<EntryId>();
  const asking = doubtsOf(found, pages).map(async (doubt) => {
    for (const entryId of await removedAt(deps, doubt, pages, signal).catch(() => [])) removed.add(entryId);
  });
  await Promise.all(asking);
  return removed;
}

function doubtsOf(found: readonly Found[], pages: readonly SearchPage[]): Doubt[] {
  return pages.flatMap((page) => {
    const has = new Set(page.found.map(({ entry }) => entry.entryId));
    const entries = new Map<EntryId, Found>();
    for (const one of found) {
      const { entryId } = one.entry;
      if (entries.size < FETCH_KEYS_MAX && !has.has(entryId) && covers(page, one.entry))
        entries.set(entryId, one);
    }
    return entries.size > 0 ? [{ page, entries }] : [];
  });
}

async function removedAt(
  { peers, verifier }: Deps,
  { page, entries }: Doubt,
  pages: readonly SearchPage[],
  signal: AbortSignal | undefined,
): Promise<EntryId[]> {
  const keys = [...entries.keys()].map((entryId) => entryId as string as Identifier);
  const removed: EntryId[] = [];
  const known = new Set<EntryId>();
  for (const { record, says } of await peers.fetch(page.from, keys, signal)) {
    if (says.kind === 'entry') known.add(says.entry.entryId);
    if (says.kind !== 'tombstone') continue;
    const { tombstone } = says;
    const one = entries.get(tombstone.entryId);
    if (!one || !removes(tombstone, one.entry)) continue;
    removed.push(tombstone.entryId);
    for (const other of pages) if (hasEntry(other, tombstone.entryId)) give(peers, other.from, record);
  }
  for (const [entryId, { record }] of entries) {
    if (!removed.includes(entryId) && !known.has(entryId) && verified(record, verifier))
      give(peers, page.from, record);
  }
  return removed;
}

function hasEntry(page: SearchPage, entryId: EntryId): boolean {
  return page.found.some(({ entry }) => entry.entryId === entryId);
}

/** A failure is no one's: the comparison of replicas finds it again. */
function give(peers: RecordPeers, to: Contact, record: SignedRecord): void {
  peers.store(to, [record]).catch(() => undefined);
}
