// The names under which events travel. They follow from the names in the proto, so that nobody keeps a second list:
// `fileStored` is the event `stored` of the entity `file`.
import type { FactCase } from './fact.ts';

/** Hex digits of the peer id that end a routing key. */
const SHORT_ID_DIGITS = 8;

/** `acorde.v1.<entity>.<event>`, for instance `acorde.v1.file.stored`. */
export function eventType(fact: FactCase): string {
  return `acorde.v1.${fact.replace(/[A-Z]/, (letter) => `.${letter.toLowerCase()}`)}`;
}

/** `<event type>.<first 8 hex digits of the peer id>`. */
export function routingKey(fact: FactCase, peerId: string): string {
  return `${eventType(fact)}.${peerId.slice(0, SHORT_ID_DIGITS)}`;
}

/** Whether the queue for file events must get it. */
export function isFileEvent(fact: FactCase): boolean {
  return eventType(fact).startsWith('acorde.v1.file.');
}
