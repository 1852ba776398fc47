// RECTIFY, what a notified member does. A nearer notifier is accepted at once; a farther one only after the old
// predecessor has failed to answer a ping. Source: Zave 2015, section 4.
import type { Contact } from '../contact.ts';
import type { Identifier } from '../identifier.ts';
import { acceptPredecessor, isNearerPredecessor } from '../ring/accept-predecessor.ts';
import { callTwice } from './call.ts';
import type { Member } from './member.ts';

// Farther notifiers that wait for one ping of the predecessor; others will notify again.
const WAITING_MAX = 8;

export class Rectifier {
  readonly #member: Member;
  readonly #waiting = new Map<Identifier, Contact>();
  #running = false;

  constructor(member: Member) {
    this.#member = member;
  }

  /** Takes a notify in; never waits for anything but itself. */
  notified(q: Contact): void {
    if (q.memberId === this.#member.ring.state.self.memberId) return;
    if (this.#accept(q) || this.#member.predecessorSeenLately || this.#waiting.size >= WAITING_MAX) return;
    this.#waiting.set(q.memberId, q);
    if (!this.#running) void this.#work();
  }

  #accept(q: Contact): boolean {
    if (!isNearerPredecessor(this.#member.ring.state, q)) return false;
    this.#member.predecessorSeenMs = this.#member.clock.nowMs();
    if (this.#member.ring.apply((state) => acceptPredecessor(state, q))) this.#member.hurryStabilize();
    return true;
  }

  async #work(): Promise<void> {
    this.#running = true;
    try {
      for (const [memberId, q] of this.#waiting) {
        await this.#rectify(q);
        this.#waiting.delete(memberId);
      }
    } catch (error) {
      if (!this.#member.stopped.cancelled) throw error;
    } finally {
      this.#running = false;
    }
  }

  async #rectify(q: Contact): Promise<void> {
    const { ring } = this.#member;
    if (this.#accept(q) || this.#member.predecessorSeenLately) return;
    await ring.query(async () => {
      const old = ring.state.predecessor;
      if (old !== null) await this.#checkLife(old);
      this.#accept(q);
    });
  }

  async #checkLife(predecessor: Contact): Promise<void> {
    const { known, remote, clock } = this.#member;
    const target = known.freshen(predecessor);
    const outcome = await callTwice(this.#member, target, (options) => remote.ping(target, options));
    if (outcome.kind === 'unreachable') this.#member.gone(target, outcome.error.message);
    else if (outcome.kind === 'not_member') this.#member.gone(target, null);
    else this.#member.predecessorSeenMs = clock.nowMs();
  }
}
