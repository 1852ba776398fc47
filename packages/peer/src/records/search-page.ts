// What one keeper answered to a search, as far as it may count as an answer.
import type { Contact } from '@acorde/chord';
import { decodeRecord } from './decode-record.ts';
import { matchesFilter } from './entry-filter.ts';
import { compareEntries } from './entry-order.ts';
import { partitionOf } from './keys.ts';
import type { PartitionSearch } from './ports.ts';
import type { Entry, SignedRecord } from './record.ts';

export interface Found {
  readonly entry: Entry;
  /** Not verified. */
  readonly record: SignedRecord;
}

export interface SearchPage {
  readonly from: Contact;
  readonly partitions: readonly number[];
  readonly found: readonly Found[];
  /** The last one of a full page, after which there may be more; null when that is all. */
  readonly end: Found | null;
}

/** Takes entries of the partitions asked for, after the cursor and within the filter. */
export function pageOf(from: Contact, records: readonly SignedRecord[], search: PartitionSearch): SearchPage {
  const { partitions, limit } = search;
  const found = records.slice(0, limit).flatMap((record) => {
    const entry = entryOf(record);
    return entry && fits(entry, search) ? [{ entry, record }] : [];
  });
  return { from, partitions, found, end: records.length >= limit ? (found.at(-1) ?? null) : null };
}

export function byEntry(a: Found, b: Found): number {
  return compareEntries(a.entry, b.entry);
}

/** Whether the page would have shown the entry if its keeper had it. */
export function covers(page: SearchPage, entry: Entry): boolean {
  if (!page.partitions.includes(partitionOf(entry.entryId))) return false;
  return page.end === null || compareEntries(entry, page.end.entry) <= 0;
}

function fits(entry: Entry, { partitions, after, filter = {} }: PartitionSearch): boolean {
  if (!partitions.includes(partitionOf(entry.entryId)) || !matchesFilter(entry, filter)) return false;
  return !after || compareEntries(entry, after) > 0;
}

function entryOf(record: SignedRecord): Entry | null {
  try {
    const { says } = decodeRecord(record);
    return says.kind === 'entry' ? says.entry : null;
  } catch {
    return null;
  }
}
