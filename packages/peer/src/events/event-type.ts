// The names under which events travel. They follow from the names in the proto, so that nobody keeps a second list:
// `fileStored` is the event `stored` of the entity `file`.
import { EventSchema } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import type { FactCase } from './fact.ts';

/** In the proto facts have smaller numbers than this, and telemetry has larger ones. */
const TELEMETRY_NUMBER_MIN = 40;
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

/** The entities that facts are about, such as `file`: the third word of their types. */
export function factEntities(): string[] {
  const facts = EventSchema.oneofs[0]?.fields.filter(({ number }) => number < TELEMETRY_NUMBER_MIN) ?? [];
  const entities = facts.map(({ localName }) => eventType(localName as FactCase).split('.')[2] ?? '');
  return [...new Set(entities)].sort();
}
