import { between } from '../../src/index.ts';
import type { Inhabitant } from '../support/world.ts';

/** NoDuplicates and OrderedSuccessorLists (Zave 2015, section 5), checked in each extended successor list. */
export function whyNotOrdered(members: readonly Inhabitant[]): string | null {
  for (const { node } of members) {
    const { self, successors } = node.snapshot();
    const list = [self, ...successors].map((contact) => contact.memberId);
    if (new Set(list).size !== list.length) return `${self.address} lists a member twice`;
    for (let i = 0; i + 2 < list.length; i += 1) {
      const [a, b, c] = list.slice(i, i + 3);
      if (a && b && c && !between(a, b, c)) return `${self.address} lists members out of order`;
    }
  }
  return null;
}
