import type { EventList } from './event-list.ts';

/** Something that happens at one moment of virtual time. */
export abstract class SimEvent {
  /** The moment it is due, while it waits. */
  atMs = 0;
  /** Where it waits, and beside whom; null while it does not. Only the list changes these. */
  list: EventList | null = null;
  before: SimEvent | null = null;
  after: SimEvent | null = null;

  abstract run(): void;
}
