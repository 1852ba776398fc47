import { between } from '@acorde/chord';
import type { Checker, MemberView } from './member-view.ts';

/**
 * The second half of Zave's invariant, SufficientPrincipals: of more than r members at least r + 1 are principals,
 * members that no extended successor list skips. Source: Zave, "Reasoning about identifier spaces" (2017), section 5.
 */
export const sufficientPrincipals: Checker = (members, r) => {
  if (members.length <= r) return null;
  const count = members.filter((member) => isPrincipal(member, members)).length;
  return count > r ? null : `${count} of ${members.length} members are principals, fewer than ${r + 1}`;
};

/** Whether no member's list goes past this one. */
export function isPrincipal({ self }: MemberView, members: readonly MemberView[]): boolean {
  const { memberId } = self;
  return !members.some((other) => {
    let before = other.self.memberId;
    return other.successors.some((contact) => {
      const skips = between(before, memberId, contact.memberId);
      before = contact.memberId;
      return skips;
    });
  });
}
