// The queue of events: a timing wheel of one slot a millisecond for the present block of time, so that putting an event
// in and taking it out cost the same however many wait; a second wheel of a slot a block for what comes later, which is
// dealt out to the first when its block begins; and a list for what lies beyond both. The first is small enough to stay
// in a processor's cache. Events of one moment run in the order in which they were scheduled, which makes a run repeat
// exactly: whatever is moved in keeps its order, and is moved before anything can be scheduled behind it.
// Source: Varghese and Lauck, "Hashed and hierarchical timing wheels" (1987), schemes 4 and 7.
import { EventList } from './event-list.ts';
import type { SimEvent } from './sim-event.ts';
import { Slots } from './slots.ts';

const BLOCK_MS = 2 ** 11;

// More than an hour.
const BLOCKS = 2 ** 11;

/** Events by their millisecond. Time never goes backwards. */
export class TimingWheel {
  #nowMs = 0;
  #block = 0;
  #size = 0;
  readonly #moments = new Slots(BLOCK_MS);
  readonly #blocks = new Slots(BLOCKS);
  readonly #later = new EventList();
  #laterBlock = Number.POSITIVE_INFINITY;

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
    this.#put(event);
  }

  /** Takes an event out; does nothing when it is not waiting. */
  remove(event: SimEvent): void {
    if (event.list === null) return;
    event.list.remove(event);
    this.#size -= 1;
  }

  /** Moves time to the next event due by `untilMs` and takes it out; null, and time at `untilMs`, when none is due. */
  next(untilMs: number): SimEvent | null {
    for (;;) {
      const event = this.#moments.first(this.#nowMs);
      if (event !== null) {
        this.remove(event);
        return event;
      }
      if (this.#nowMs >= untilMs) return null;
      this.#moveTo(Math.min(untilMs, this.#nextMs()));
    }
  }

  // The next moment at which there is something to do: an event of this block, or another block that has some.
  #nextMs(): number {
    const awayMs = this.#moments.distanceFrom(this.#nowMs);
    if (awayMs !== null) return this.#nowMs + awayMs;
    const away = this.#blocks.distanceFrom(this.#block);
    const filled = away === null ? Number.POSITIVE_INFINITY : this.#block + away;
    return Math.min(filled, this.#laterBlock - BLOCKS + 1) * BLOCK_MS;
  }

  #moveTo(nowMs: number): void {
    this.#nowMs = nowMs;
    const block = blockOf(nowMs);
    if (block === this.#block) return;
    this.#block = block;
    if (this.#laterBlock - block < BLOCKS) this.#moveIn();
    for (let event = this.#blocks.first(block); event !== null; event = this.#blocks.first(block)) {
      event.list?.remove(event);
      this.#put(event);
    }
  }

  #put(event: SimEvent): void {
    const block = blockOf(event.atMs);
    if (block === this.#block) this.#moments.append(event.atMs, event);
    else if (block - this.#block < BLOCKS) this.#blocks.append(block, event);
    else {
      this.#later.append(event);
      this.#laterBlock = Math.min(this.#laterBlock, block);
    }
  }

  #moveIn(): void {
    this.#laterBlock = Number.POSITIVE_INFINITY;
    const waiting: SimEvent[] = [];
    for (let event = this.#later.first; event !== null; event = event.after) waiting.push(event);
    for (const event of waiting) {
      this.#later.remove(event);
      this.#put(event);
    }
  }
}

function blockOf(ms: number): number {
  return Math.floor(ms / BLOCK_MS);
}
