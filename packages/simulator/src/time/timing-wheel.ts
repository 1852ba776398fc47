// The queue of events: a timing wheel of one slot a millisecond, so that putting an event in and taking it out cost the
// same however many wait. Events of one moment run in the order in which they were scheduled, which makes a run repeat
// exactly. What lies beyond the wheel waits in a list of its own and moves in when the wheel has turned far enough.
// Source: Varghese and Lauck, "Hashed and hierarchical timing wheels" (1987), scheme 4.
import { EventList } from './event-list.ts';
import { Moments } from './moments.ts';
import type { SimEvent } from './sim-event.ts';

// About a minute: the core's longest ordinary timers lie within.
const SLOTS = 2 ** 16;

/** Events by their millisecond. Time never goes backwards. */
export class TimingWheel {
  #nowMs = 0;
  #size = 0;
  // Made when first used: most simulations are short.
  readonly #slots: (EventList | undefined)[] = new Array(SLOTS);
  // The slots that are not empty: timers of seconds leave most of them so.
  readonly #filled = new Moments(SLOTS);
  readonly #later = new EventList();
  #laterDueMs = Number.POSITIVE_INFINITY;

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Events that wait. */
  get size(): number {
    return this.#size;
  }

  /** Schedules an event for `delayMs` from now, rounded up to a whole millisecond. */
  add(event: SimEvent, delayMs: number): void {
    event.atMs = this.#nowMs + Math.max(0, Math.ceil(delayMs));
    this.#size += 1;
    if (event.atMs - this.#nowMs < SLOTS) return this.#put(event);
    this.#later.append(event);
    this.#laterDueMs = Math.min(this.#laterDueMs, event.atMs);
  }

  /** Takes an event out; does nothing when it is not waiting. */
  remove(event: SimEvent): void {
    const { list } = event;
    if (list === null) return;
    list.remove(event);
    this.#size -= 1;
    if (list.first === null && list !== this.#later) this.#filled.delete(event.atMs % SLOTS);
  }

  /** Moves time to the next event due by `untilMs` and takes it out; null, and time at `untilMs`, when none is due. */
  next(untilMs: number): SimEvent | null {
    for (;;) {
      if (this.#laterDueMs - this.#nowMs < SLOTS) this.#moveIn();
      const event = this.#slots[this.#nowMs % SLOTS]?.first;
      if (event) {
        this.remove(event);
        return event;
      }
      if (this.#nowMs >= untilMs) return null;
      this.#nowMs = Math.min(untilMs, this.#nextMs());
    }
  }

  // The next moment at which there is something to look at; what waits beyond the wheel moves in as it turns.
  #nextMs(): number {
    const awayMs = this.#filled.distanceFrom(this.#nowMs % SLOTS);
    const filledMs = awayMs === null ? Number.POSITIVE_INFINITY : this.#nowMs + awayMs;
    return Math.min(filledMs, this.#laterDueMs - SLOTS + 1);
  }

  #put(event: SimEvent): void {
    const index = event.atMs % SLOTS;
    const slot = this.#slots[index] ?? new EventList();
    this.#slots[index] = slot;
    slot.append(event);
    this.#filled.add(index);
  }

  #moveIn(): void {
    this.#laterDueMs = Number.POSITIVE_INFINITY;
    for (let event = this.#later.first; event !== null; ) {
      const { after } = event;
      if (event.atMs - this.#nowMs < SLOTS) {
        this.#later.remove(event);
        this.#put(event);
      } else this.#laterDueMs = Math.min(this.#laterDueMs, event.atMs);
      event = after;
    }
  }
}
