import type { ChordEvent } from '../chord-event.ts';

/** Where the core's events go. Must not throw, and must not call back into the node synchronously. */
export interface EventSink {
  emit(event: ChordEvent): void;
}
