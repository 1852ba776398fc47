import type { Contact } from '@acorde/chord';
import { type Checker, inOrder, short } from './member-view.ts';

/**
 * The ideal ring: every successor list is globally exact, of length min(r, N - 1), and every predecessor is the inverse.
 * Lives count: a list that names an earlier life of a member is not exact.
 */
export const idealRing: Checker = (members, r) => {
  const order = inOrder(members);
  const at = (i: number) => order[(i + order.length) % order.length]?.self ?? null;
  const length = Math.min(r, order.length - 1);
  for (const [i, { name, predecessor, successors }] of order.entries()) {
    const exact = Array.from({ length }, (_, n) => at(i + 1 + n));
    if (text(successors) !== text(exact)) return `${name} lists ${text(successors)}, not ${text(exact)}`;
    const before = order.length === 1 ? null : at(i - 1);
    if (short(predecessor) !== short(before)) {
      return `${name} has the predecessor ${short(predecessor)}, not ${short(before)}`;
    }
  }
  return null;
};

function text(contacts: readonly (Contact | null)[]): string {
  return `[${contacts.map(short).join(' ')}]`;
}
