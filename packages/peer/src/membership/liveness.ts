import type { PeerId } from '../records/record.ts';
import type { Liveness } from '../repair/ports.ts';
import type { System } from '../system.ts';
import type { Membership } from './membership.ts';

const REMEMBERED_MS = 2_000;

/** Asks peers whether they live, and remembers the answer for two seconds. */
export function createLiveness(membership: Membership, system: System): Liveness {
  const asked = new Map<PeerId, { readonly answers: boolean; readonly atMs: number }>();
  return {
    async answers(peerId) {
      if (peerId === membership.self().peerId) return true;
      const known = asked.get(peerId);
      const isFresh = known && system.monotonicMs() - known.atMs < REMEMBERED_MS;
      // A closed connection or the ring may have told otherwise since.
      if (isFresh && known.answers === (membership.get(peerId)?.state !== 'failed')) return known.answers;
      const answers = await membership.suspect(peerId);
      if (membership.get(peerId)) asked.set(peerId, { answers, atMs: system.monotonicMs() });
      return answers;
    },
  };
}
