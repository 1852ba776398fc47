import { EventList } from './event-list.ts';
import { Moments } from './moments.ts';
import type { SimEvent } from './sim-event.ts';

/** A circle of lists of events, which knows where the next one that is not empty lies. */
export class Slots {
  readonly #count: number;
  // Made when first used: most simulations are short.
  readonly #lists: (EventList | undefined)[];
  readonly #filled: Moments;

  /** `count` is a multiple of 32. */
  constructor(count: number) {
    this.#count = count;
    this.#lists = new Array(count);
    this.#filled = new Moments(count);
  }

  /** The event that was put into a slot first; null when it is empty. The place is counted round and round. */
  first(place: number): SimEvent | null {
    return this.#lists[place % this.#count]?.first ?? null;
  }

  /** Puts an event behind those of its slot. */
  append(place: number, event: SimEvent): void {
    const index = place % this.#count;
    let list = this.#lists[index];
    if (list === undefined) {
      list = new EventList(() => this.#filled.delete(index));
      this.#lists[index] = list;
    }
    list.append(event);
    this.#filled.add(index);
  }

  /** Slots from this place to the first that is not empty: 0 for its own; null when all are empty. */
  distanceFrom(place: number): number | null {
    return this.#filled.distanceFrom(place % this.#count);
  }
}
