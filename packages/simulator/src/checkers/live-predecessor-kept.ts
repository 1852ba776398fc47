import { between, type ChordEvent, type Identifier } from '@acorde/chord';
import { byReach, type MemberView, reach, short } from './member-view.ts';

/**
 * RECTIFY (Zave 2015, section 4): a predecessor that lives gives way to a nearer member alone. To be asked at the moment of
 * the change, and only where whoever is found dead is dead.
 */
export function livePredecessorKept(
  event: ChordEvent,
  self: Identifier,
  members: readonly MemberView[],
): string | null {
  if (event.type !== 'predecessor_changed') return null;
  const { predecessor, previous } = event;
  if (predecessor === null || previous === null) return null;
  if (!between(predecessor.memberId, previous.memberId, self)) return null;
  if (!byReach(members).has(reach(previous))) return null;
  return `the live predecessor ${short(previous)} gave way to ${short(predecessor)}, which is farther`;
}
