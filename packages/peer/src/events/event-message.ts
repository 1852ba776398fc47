// Events as messages for the broker.
import { type Event, EventSchema } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { create } from '@bufbuild/protobuf';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import type { System } from '../system.ts';
import type { BrokerMessage } from './broker.ts';
import { CLOUD_EVENT_CONTENT_TYPE, toCloudEvent } from './cloud-event.ts';
import { isFileEvent, routingKey } from './event-type.ts';
import type { EventPosition } from './fact.ts';

/** Throws when the event has no fact. */
export function eventMessage(event: Event, system: System): BrokerMessage {
  return toMessage(event, () => system.uuid());
}

/** Tells that nothing between `after` and what follows `position` will ever come. The same gap has the same id. */
export function gapMessage(
  after: EventPosition,
  position: EventPosition,
  { peerId, system }: { peerId: string; system: System },
): BrokerMessage {
  const next = { incarnation: BigInt(position.incarnation), seq: BigInt(position.seq + 1) };
  const event = create(EventSchema, {
    peerId,
    incarnation: next.incarnation,
    time: timestampFromMs(system.nowMs()),
    fact: {
      case: 'logGap',
      value: {
        afterIncarnation: BigInt(after.incarnation),
        afterSeq: BigInt(after.seq),
        nextIncarnation: next.incarnation,
        nextSeq: next.seq,
      },
    },
  });
  return toMessage(event, () => `${peerId}/${next.incarnation}/${next.seq}/gap`);
}

function toMessage(event: Event, uniqueId: () => string): BrokerMessage {
  const cloudEvent = toCloudEvent(event, uniqueId);
  const fact = event.fact.case;
  return {
    routingKey: fact ? routingKey(fact, event.peerId) : '',
    messageId: cloudEvent.id,
    type: cloudEvent.type,
    timeMs: event.time ? timestampMs(event.time) : 0,
    contentType: CLOUD_EVENT_CONTENT_TYPE,
    body: Buffer.from(JSON.stringify(cloudEvent)),
    mustRoute: fact !== undefined && isFileEvent(fact),
  };
}
