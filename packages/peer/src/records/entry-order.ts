import type { Entry } from './record.ts';

/** The order of search results: by name, byte for byte in UTF-8 as the database sorts, then by entry id. */
export function compareEntries(
  a: Pick<Entry, 'name' | 'entryId'>,
  b: Pick<Entry, 'name' | 'entryId'>,
): number {
  if (a.name !== b.name) return Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
  return a.entryId < b.entryId ? -1 : a.entryId > b.entryId ? 1 : 0;
}
