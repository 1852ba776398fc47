// In which order names are shown. The fleet answers in order of name; another order is made here, of what is here.
import type { EntryView } from '../wire-event.ts';

export const ENTRY_ORDERS = ['name', 'largest', 'newest'] as const;
export type EntryOrder = (typeof ENTRY_ORDERS)[number];

/** Equal ones stay in order of name. */
export function inOrder(entries: readonly EntryView[], order: EntryOrder): readonly EntryView[] {
  if (order === 'name') return entries;
  const of = (entry: EntryView) => (order === 'largest' ? entry.size : entry.createTimeMs);
  return [...entries].sort((a, b) => of(b) - of(a));
}
