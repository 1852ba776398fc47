// Whether a value out of a file is an event that the page can put into words.
import { eventText } from '../feed/event-text.ts';
import { en } from '../text/en.ts';
import type { EventView } from '../wire-event.ts';
import { fits } from './fits.ts';

/** An unknown type of event is refused: there are no words for it. */
export function checkEvent(value: unknown): boolean {
  if (!fits(value, { id: '', peerId: '', incarnation: 0, seq: 0, timeMs: 0, type: '', data: {} }))
    return false;
  const event = value as EventView;
  if (!Object.hasOwn(en.events, event.type)) return false;
  try {
    // The words read every field that the page relies on; one that is missing or of another kind throws here.
    return (
      typeof eventText(event, en, { peer: (id) => id.slice(0, 8), member: (id) => id.slice(0, 8) }) ===
      'string'
    );
  } catch {
    return false;
  }
}
