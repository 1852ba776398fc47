import type { RingMember } from '../model/members.ts';

export type Column = 'name' | 'place' | 'copies' | 'held';

export interface Sorting {
  readonly column: Column;
  readonly descending: boolean;
}

/** Sorted copies of the rows; equal ones stay in order of place, and peers that told nothing come last. */
export function sortMembers(members: readonly RingMember[], { column, descending }: Sorting): RingMember[] {
  const direction = descending ? -1 : 1;
  return [...members].sort((a, b) => {
    const x = cellOf(a, column);
    const y = cellOf(b, column);
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    if (x === y) return 0;
    if (typeof x === 'string' && typeof y === 'string' && column === 'name')
      return x.localeCompare(y, 'en', { numeric: true }) * direction;
    return (x < y ? -1 : 1) * direction;
  });
}

function cellOf({ memberId, name, peer }: RingMember, column: Column): string | number | null {
  switch (column) {
    case 'name':
      return name;
    case 'place':
      return memberId;
    case 'copies':
      return peer.holdings?.files ?? null;
    case 'held':
      return peer.holdings?.bytes ?? null;
  }
}
