import type { Checker } from './member-view.ts';

/** NoDuplicates (Zave 2015, section 5): no extended successor list, which begins with self, names a member twice. */
export const noDuplicates: Checker = (members) => {
  for (const { name, self, successors } of members) {
    const seen = new Set([self.memberId]);
    for (const { memberId } of successors) {
      if (seen.has(memberId)) return `${name} lists ${memberId.slice(0, 6)} twice`;
      seen.add(memberId);
    }
  }
  return null;
};
