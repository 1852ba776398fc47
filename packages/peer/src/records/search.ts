// Searching the names of the whole network: each of the sixteen partitions is asked of one of its keepers, peers that
// keep several are asked once, and a peer that fails is replaced by the next keeper. The sorted pages are merged.
import type { Contact } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import type { System } from '../system.ts';
import { decodeRecord } from './decode-record.ts';
import { compareEntries } from './entry-order.ts';
import { PARTITIONS, partitionKey, partitionOf } from './keys.ts';
import { nameQuery } from './name-query.ts';
import type { Placement } from './placement.ts';
import type { NetworkParameters, PartitionSearch } from './ports.ts';
import { settledWithin, throwIfAborted } from './race.ts';
import type { Entry, EntryId, SignedRecord } from './record.ts';
import { type RecordPeers, verified } from './record-peers.ts';
import type { Verifier } from './verify.ts';

/** A keeper that has not answered by then is passed over. */
const ASK_MS = 2_000;

export interface NetworkSearch {
  readonly query: string;
  /** 1 to 1000. */
  readonly limit: number;
  readonly after?: { name: string; entryId: EntryId } | undefined;
}

export interface NetworkSearchResult {
  /** Sorted by name, then entry id. */
  readonly entries: Entry[];
  readonly partitionsAnswered: number;
  readonly partitionsTotal: number;
}

export interface NameSearcher {
  /** Errors: INVALID_ARGUMENT, NOT_JOINED, CANCELLED; a partition that no one answers for is only counted. */
  search(search: NetworkSearch, signal?: AbortSignal): Promise<NetworkSearchResult>;
}

interface Deps {
  readonly placement: Placement;
  readonly peers: RecordPeers;
  readonly parameters: NetworkParameters;
  readonly verifier: Verifier;
  readonly system: System;
}

/** A partition that still needs an answer, and who may give it. */
interface Open {
  readonly partition: number;
  readonly keepers: Contact[];
}

export function createNameSearcher(deps: Deps): NameSearcher {
  const { placement, peers, parameters, system } = deps;

  async function open(partition: number, signal: AbortSignal | undefined): Promise<Open> {
    try {
      const found = await placement.peersOf(partitionKey(partition));
      return { partition, keepers: found.slice(0, parameters.replicas) };
    } catch (error) {
      throwIfAborted(signal);
      if (error instanceof AcordeError && error.code === 'NOT_JOINED') throw error;
      return { partition, keepers: [] };
    }
  }

  async function ask(to: Contact, search: PartitionSearch, signal: AbortSignal | undefined) {
    const answer = peers.search(to, search, signal);
    if (!(await settledWithin(answer, ASK_MS, { system, signal }))) {
      // Its failure, later, is of no interest.
      answer.catch(() => {});
      return null;
    }
    return answer.catch(() => null);
  }

  /** Asks the first keeper of each open partition; those that stay open have lost that keeper. */
  async function round(opens: readonly Open[], search: NetworkSearch, signal: AbortSignal | undefined) {
    const groups = Map.groupBy(
      opens.filter(({ keepers }) => keepers.length > 0),
      ({ keepers }) => keepers[0]?.peerId,
    );
    const answers = await Promise.all(
      [...groups.values()].map(async (group) => {
        const partitions = group.map(({ partition }) => partition);
        const found = await ask(group[0]?.keepers[0] as Contact, { ...search, partitions }, signal);
        for (const one of group) one.keepers.shift();
        return { partitions, found };
      }),
    );
    const answered = answers.filter(({ found }) => found !== null);
    return {
      partitions: answered.flatMap(({ partitions }) => partitions),
      pages: answered.map(({ partitions, found }) => entriesOf(found ?? [], partitions, search)),
    };
  }

  return {
    async search(search, signal) {
      nameQuery(search.query);
      const numbers = Array.from({ length: PARTITIONS }, (_, partition) => partition);
      let opens = await Promise.all(numbers.map((partition) => open(partition, signal)));
      const pages: Found[][] = [];
      while (opens.some(({ keepers }) => keepers.length > 0)) {
        throwIfAborted(signal);
        const { partitions, pages: more } = await round(opens, search, signal);
        pages.push(...more);
        opens = opens.filter(({ partition }) => !partitions.includes(partition));
      }
      throwIfAborted(signal);
      const entries = firstValid(pages.flat().sort(byEntry), search.limit, deps.verifier);
      return { entries, partitionsAnswered: PARTITIONS - opens.length, partitionsTotal: PARTITIONS };
    },
  };
}

interface Found {
  readonly entry: Entry;
  readonly record: SignedRecord;
}

/** What may count as an answer: entries of the partitions asked for, after the cursor. */
function entriesOf(
  records: readonly SignedRecord[],
  partitions: readonly number[],
  search: NetworkSearch,
): Found[] {
  return records.slice(0, search.limit).flatMap((record) => {
    const entry = entryOf(record);
    if (!entry || !partitions.includes(partitionOf(entry.entryId))) return [];
    return search.after && compareEntries(entry, search.after) <= 0 ? [] : [{ entry, record }];
  });
}

function entryOf(record: SignedRecord): Entry | null {
  try {
    const { says } = decodeRecord(record);
    return says.kind === 'entry' ? says.entry : null;
  } catch {
    return null;
  }
}

function byEntry(a: Found, b: Found): number {
  return compareEntries(a.entry, b.entry);
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
