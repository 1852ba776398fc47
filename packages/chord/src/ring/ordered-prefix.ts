import type { Contact } from '../contact.ts';
import { between } from '../interval.ts';

/**
 * The longest prefix of `list`, of at most `length`, that runs strictly clockwise from `self` without coming round to
 * it. In small rings this is the cut at self (r' = min(r, N - 1)); for the list of a liar it is what can be believed.
 * Reads at most `length` entries, however long the list claims to be.
 */
export function orderedPrefix(self: Contact, list: Iterable<Contact>, length: number): Contact[] {
  const prefix: Contact[] = [];
  let last = self.memberId;
  for (const contact of list) {
    if (prefix.length === length || contact.memberId === last) break;
    if (!between(last, contact.memberId, self.memberId)) break;
    prefix.push(contact);
    last = contact.memberId;
  }
  return prefix;
}
