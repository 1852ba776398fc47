import type { Identifier } from '@acorde/chord';
import { inOrder, type MemberView } from './member-view.ts';

/** Who owns a key in the ideal ring of these members: the first at or after it, clockwise. */
export function ownerOf(key: Identifier, members: readonly MemberView[]): MemberView {
  const order = inOrder(members);
  const owner = order.find(({ self }) => self.memberId >= key) ?? order[0];
  if (owner === undefined) throw new RangeError('there is nobody to own anything');
  return owner;
}
