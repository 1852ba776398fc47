import { byReach, type Checker, reach } from './member-view.ts';

/** The first half of Zave's invariant: every member of a ring of more than one lists a live member. */
export const oneLiveSuccessor: Checker = (members) => {
  if (members.length < 2) return null;
  const alive = byReach(members);
  const lost = members.find(({ successors }) => !successors.some((contact) => alive.has(reach(contact))));
  return lost ? `${lost.name} lists no live member among ${lost.successors.length}` : null;
};
