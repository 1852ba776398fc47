// An event as CloudEvents 1.0 in structured JSON, for RabbitMQ and other consumers that do not speak protobuf. `data` is the proto's
// own JSON form of the fact; 64-bit numbers are strings there, and in the extensions, as both specifications want.
import { type Event, EventSchema } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { type JsonObject, toJson } from '@bufbuild/protobuf';
import { eventType } from './event-type.ts';
import type { FactCase } from './fact.ts';

export const CLOUD_EVENT_CONTENT_TYPE = 'application/cloudevents+json';

export interface CloudEvent {
  readonly specversion: '1.0';
  /** `<peerId>/<incarnation>/<seq>`; for telemetry `uniqueId`. */
  readonly id: string;
  /** `urn:acorde:peer:<peerId>`. */
  readonly source: string;
  readonly type: string;
  /** RFC 3339. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly peerid: string;
  readonly incarnation: string;
  /** `0` for telemetry. */
  readonly sequence: string;
  readonly data: JsonObject;
}

/** `uniqueId` names an event that has no number. Throws when the event has no fact. */
export function toCloudEvent(event: Event, uniqueId: () => string): CloudEvent {
  const fact: FactCase | undefined = event.fact.case;
  if (!fact) throw new Error('an event without a fact');
  const json = toJson(EventSchema, event) as JsonObject;
  return {
    specversion: '1.0',
    id: event.seq === 0n ? uniqueId() : eventId(event),
    source: `urn:acorde:peer:${event.peerId}`,
    type: eventType(fact),
    time: String(json.time),
    datacontenttype: 'application/json',
    peerid: event.peerId,
    incarnation: String(event.incarnation),
    sequence: String(event.seq),
    data: json[fact] as JsonObject,
  };
}

/** Unique among all facts of all peers. */
export function eventId(event: Event): string {
  return `${event.peerId}/${event.incarnation}/${event.seq}`;
}
