import { between } from '@acorde/chord';
import type { Checker, MemberView } from './member-view.ts';

/** OrderedSuccessorLists (Zave 2015, section 5): every extended successor list runs clockwise, less than once round. */
export const orderedSuccessorLists: Checker = (members) => {
  const wrong = members.find((member) => !isOrdered(member));
  return wrong ? `${wrong.name} lists members out of order` : null;
};

// Any two entries in their order lie in their order between self and self.
function isOrdered({ self, successors }: MemberView): boolean {
  let last = self.memberId;
  for (const { memberId } of successors) {
    if (memberId === self.memberId) return false;
    if (last !== self.memberId && !between(self.memberId, last, memberId)) return false;
    last = memberId;
  }
  return true;
}
