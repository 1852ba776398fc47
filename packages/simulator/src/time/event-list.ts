import type { SimEvent } from './sim-event.ts';

/** Events in the order in which they were put in. Linked through the events, so that taking one out is cheap. */
export class EventList {
  first: SimEvent | null = null;
  #last: SimEvent | null = null;
  readonly #emptied: () => void;

  /** `emptied` is called when the last event is taken out. */
  constructor(emptied: () => void = () => {}) {
    this.#emptied = emptied;
  }

  append(event: SimEvent): void {
    event.list = this;
    event.before = this.#last;
    event.after = null;
    if (this.#last === null) this.first = event;
    else this.#last.after = event;
    this.#last = event;
  }

  /** The event must be in this list. */
  remove(event: SimEvent): void {
    const { before, after } = event;
    if (before === null) this.first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
    event.list = null;
    event.before = null;
    event.after = null;
    if (this.first === null) this.#emptied();
  }
}
