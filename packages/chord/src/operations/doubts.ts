import type { Identifier } from '../identifier.ts';
import { EXCLUDED_MAX } from '../lookup/answer-step.ts';
import type { Member } from './member.ts';
import { verify } from './verify.ts';

/**
 * Lookups of others found our predecessor or first successor dead: then we look ourselves, since nobody can own its
 * keys before we have repaired the ring. One look a `hurryMs`, however many lookups say so.
 */
export class Doubts {
  readonly #member: Member;
  #lookedMs = Number.NEGATIVE_INFINITY;

  constructor(member: Member) {
    this.#member = member;
  }

  /** Takes in the members that a lookup excluded. */
  look(excluded: readonly Identifier[]): void {
    if (excluded.length === 0) return;
    const { clock, parameters, ring } = this.#member;
    if (clock.nowMs() - this.#lookedMs < parameters.hurryMs) return;
    const { predecessor, predecessorFailed, successors } = ring.state;
    const doubted = new Set(excluded.slice(0, EXCLUDED_MAX));
    for (const contact of [predecessorFailed ? null : predecessor, successors[0] ?? null]) {
      if (contact === null || !doubted.has(contact.memberId)) continue;
      this.#lookedMs = clock.nowMs();
      verify(this.#member, contact);
    }
  }
}
