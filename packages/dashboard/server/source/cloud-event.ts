// From CloudEvents 1.0 in structured JSON, as peers publish them, back to events of the protocol. Anybody who may publish
// may send anything, so everything is checked.
import { AcordeError } from '@acorde/protocol';
import { type Event, EventSchema } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { fromJson, type JsonValue } from '@bufbuild/protobuf';
import { z } from 'zod';

export const BODY_BYTES_MAX = 256 * 1024;

const shape = z.object({
  specversion: z.literal('1.0'),
  type: z.string().regex(/^acorde\.v1\.[a-z]+\.[a-z]+$/),
  time: z.string().max(64),
  peerid: z.string().regex(/^[0-9a-f]{64}$/),
  incarnation: z.string().regex(/^\d{1,16}$/),
  sequence: z.string().regex(/^\d{1,16}$/),
  data: z.record(z.string(), z.unknown()),
});

/** Throws INVALID_ARGUMENT for anything but an event that this version knows. */
export function eventFromCloudEvent(body: Uint8Array): Event {
  if (body.length > BODY_BYTES_MAX) throw invalid(`a message of ${body.length} bytes`);
  try {
    const { peerid, incarnation, sequence, time, type, data } = shape.parse(
      JSON.parse(Buffer.from(body).toString()),
    );
    const json = { peerId: peerid, incarnation, seq: sequence, time, [factOf(type)]: data } as JsonValue;
    return fromJson(EventSchema, json, { ignoreUnknownFields: false });
  } catch (error) {
    throw invalid('a message that is no event of this version', error);
  }
}

/** `acorde.v1.file.stored` -> `fileStored`. */
function factOf(type: string): string {
  const [entity, event = ''] = type.split('.').slice(2);
  return `${entity}${event.slice(0, 1).toUpperCase()}${event.slice(1)}`;
}

function invalid(message: string, cause?: unknown): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message, { cause });
}
