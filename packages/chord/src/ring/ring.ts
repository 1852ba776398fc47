import { type Contact, sameContact, sameContacts } from '../contact.ts';
import type { EventSink } from '../ports/event-sink.ts';
import { aloneState, livePredecessor, type RingState } from './ring-state.ts';

/**
 * Holds the state of one member, tells of its changes, and knows whether it may be reported: while a reply that may
 * change the state is awaited it must not be (Zave 2015, section 4: a query and its update are one atomic step).
 */
export class Ring {
  #state: RingState;
  #queries = 0;
  readonly #events: EventSink;

  constructor(self: Contact, events: EventSink) {
    this.#state = aloneState(self);
    this.#events = events;
  }

  get state(): RingState {
    return this.#state;
  }

  /** True while the state may be about to change. */
  get interim(): boolean {
    return this.#queries > 0;
  }

  /** Applies one synchronous transition to the state of this moment. Returns whether anything changed. */
  apply(transition: (state: RingState) => RingState): boolean {
    const before = this.#state;
    this.#state = transition(before);
    return this.#tell(before, this.#state);
  }

  /** Awaits a reply that may change the state, which is interim until the promise settles. */
  async query<T>(reply: () => Promise<T>): Promise<T> {
    this.#queries += 1;
    try {
      return await reply();
    } finally {
      this.#queries -= 1;
    }
  }

  #tell(before: RingState, after: RingState): boolean {
    if (before === after) return false;
    const previous = livePredecessor(before);
    const predecessor = livePredecessor(after);
    const newPredecessor = !sameContact(previous, predecessor);
    if (newPredecessor) this.#events.emit({ type: 'predecessor_changed', predecessor, previous });
    const newSuccessors = !sameContacts(before.successors, after.successors);
    if (newSuccessors) {
      const { successors } = after;
      this.#events.emit({ type: 'successors_changed', successors, previous: before.successors });
    }
    return newPredecessor || newSuccessors;
  }
}
