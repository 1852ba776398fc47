/** The id that is `steps` places clockwise (negative: against it) from `current` in ids sorted by place; wraps. */
export function walkRing(sortedIds: readonly string[], current: string | null, steps: number): string | null {
  if (sortedIds.length === 0) return null;
  const at = current === null ? -1 : sortedIds.indexOf(current);
  if (at === -1) return (steps > 0 ? sortedIds[0] : sortedIds.at(-1)) ?? null;
  const count = sortedIds.length;
  return sortedIds[(((at + steps) % count) + count) % count] ?? null;
}
