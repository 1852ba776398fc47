// Searching the names of the whole network. Each of the sixteen partitions is asked of as many of its keepers as make
// sure that one of them has what was acknowledged: k - w + 1, two of three. Peers that keep several partitions are asked
// once, and one that fails is replaced by the next keeper. The sorted pages are merged; where two keepers do not agree on
// an entry, the one that lacks it is asked whether it knows it as removed (search-doubts.ts).
import type { Contact } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import type { System } from '../system.ts';
import { checkFilter, type EntryFilter } from './entry-filter.ts';
import { compareEntries } from './entry-order.ts';
import { PARTITIONS, partitionKey } from './keys.ts';
import { nameQuery } from './name-query.ts';
import type { Placement } from './placement.ts';
import type { NetworkParameters, PartitionSearch } from './ports.ts';
import { settledWithin, throwIfAborted } from './race.ts';
import type { Entry, EntryId } from './record.ts';
import { type RecordPeers, verified } from './record-peers.ts';
import { removedAmong } from './search-doubts.ts';
import { byEntry, type Found, pageOf, type SearchPage } from './search-page.ts';
import type { Verifier } from './verify.ts';

/** A keeper that has not answered by then is passed over. */
const ASK_MS = 2_000;
/** Times that a page is filled up after entries in it turned out to be removed or not valid. */
const REFILLS_MAX = 8;

export interface NetworkSearch {
  readonly query: string;
  /** 1 to 1000. */
  readonly limit: number;
  readonly after?: { name: string; entryId: EntryId } | undefined;
  readonly filter?: EntryFilter | undefined;
}

export interface NetworkSearchResult {
  /** Sorted by name, then entry id. */
  readonly entries: Entry[];
  /** Those of which enough keepers answered to be sure. */
  readonly partitionsAnswered: number;
  readonly partitionsTotal: number;
}

export interface NameSearcher {
  /** Errors: INVALID_ARGUMENT, NOT_JOINED, CANCELLED; a partition that too few answer for is only counted. */
  search(search: NetworkSearch, signal?: AbortSignal): Promise<NetworkSearchResult>;
}

interface Deps {
  readonly placement: Placement;
  readonly peers: RecordPeers;
  readonly parameters: NetworkParameters;
  readonly verifier: Verifier;
  readonly system: System;
}

/** A partition, who may still answer for it, and how many answers it needs. */
interface Open {
  readonly partition: number;
  readonly keepers: Contact[];
  needed: number;
}

export function createNameSearcher(deps: Deps): NameSearcher {
  const { placement, peers, parameters, system } = deps;

  async function open(partition: number, signal: AbortSignal | undefined): Promise<Open> {
    try {
      const keepers = (await placement.peersOf(partitionKey(partition))).slice(0, parameters.replicas);
      const needed = Math.min(parameters.replicas - parameters.writeQuorum + 1, keepers.length);
      return { partition, keepers, needed };
    } catch (error) {
      throwIfAborted(signal);
      if (error instanceof AcordeError && error.code === 'NOT_JOINED') throw error;
      return { partition, keepers: [], needed: 1 };
    }
  }

  async function ask(
    to: Contact,
    search: PartitionSearch,
    signal: AbortSignal | undefined,
  ): Promise<SearchPage | null> {
    const answer = peers.search(to, search, signal);
    if (!(await settledWithin(answer, ASK_MS, { system, signal }))) {
      // Its failure, later, is of no interest.
      answer.catch(() => {});
      return null;
    }
    const records = await answer.catch(() => null);
    return records && pageOf(to, records, search);
  }

  /** Asks as many keepers of each open partition as it still needs. */
  async function round(
    opens: readonly Open[],
    search: Omit<PartitionSearch, 'partitions'>,
    signal: AbortSignal | undefined,
  ): Promise<SearchPage[]> {
    const asked = new Map<string, { to: Contact; opens: Open[] }>();
    for (const one of opens) {
      for (const to of one.keepers.splice(0, one.needed)) {
        const group = asked.get(to.peerId) ?? { to, opens: [] };
        group.opens.push(one);
        asked.set(to.peerId, group);
      }
    }
    const pages = await Promise.all(
      [...asked.values()].map(async ({ to, opens: group }) => {
        const partitions = group.map(({ partition }) => partition);
        const page = await ask(to, { ...search, partitions }, signal);
        if (page) for (const one of group) one.needed -= 1;
        return page;
      }),
    );
    return pages.filter((page) => page !== null);
  }

  async function askAll(search: NetworkSearch, signal: AbortSignal | undefined) {
    const numbers = Array.from({ length: PARTITIONS }, (_, partition) => partition);
    const opens = await Promise.all(numbers.map((partition) => open(partition, signal)));
    const pages: SearchPage[] = [];
    for (;;) {
      throwIfAborted(signal);
      const waiting = opens.filter(({ needed, keepers }) => needed > 0 && keepers.length > 0);
      if (waiting.length === 0) break;
      pages.push(...(await round(waiting, search, signal)));
    }
    return { pages, answered: opens.filter(({ needed }) => needed <= 0).length };
  }

  /** One page, or less than one when some of it turned out to be removed; `next` says where to go on then. */
  async function onePage(search: NetworkSearch, signal: AbortSignal | undefined) {
    const { pages, answered } = await askAll(search, signal);
    const end = endOf(pages);
    // Behind the end of a full page its keeper may know more, of entries and of removals.
    const found = pages
      .flatMap((page) => page.found)
      .filter(({ entry }) => !end || compareEntries(entry, end) <= 0)
      .sort(byEntry);
    const removed = await removedAmong(deps, found, pages, signal);
    const live = found.filter(({ entry }) => !removed.has(entry.entryId));
    const entries = firstValid(live, search.limit, deps.verifier);
    return { entries, answered, next: entries.length < search.limit ? end : null };
  }

  return {
    async search(search, signal) {
      nameQuery(search.query);
      checkFilter(search.filter ?? {});
      const entries: Entry[] = [];
      let { after } = search;
      let answered = PARTITIONS;
      for (let count = 0; count < REFILLS_MAX; count++) {
        const page = await onePage({ ...search, after, limit: search.limit - entries.length }, signal);
        throwIfAborted(signal);
        entries.push(...page.entries);
        answered = Math.min(answered, page.answered);
        if (!page.next) break;
        after = page.next;
      }
      return { entries, partitionsAnswered: answered, partitionsTotal: PARTITIONS };
    },
  };
}

/** The place up to which all pages are complete. */
function endOf(pages: readonly SearchPage[]): Entry | null {
  const ends = pages.flatMap(({ end }) => (end ? [end] : []));
  return ends.sort(byEntry)[0]?.entry ?? null;
}

/** Only what is shown is verified: a search finds far more than one page. */
function firstValid(found: readonly Found[], limit: number, verifier: Verifier): Entry[] {
  const entries: Entry[] = [];
  for (const { entry, record } of found) {
    if (entries.length === limit) break;
    if (entries.at(-1)?.entryId !== entry.entryId && verified(record, verifier)) entries.push(entry);
  }
  return entries;
}
