import { EventSchema } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { expect, test } from 'vitest';
import { toCloudEvent } from './cloud-event.ts';
import { routingKey } from './event-type.ts';

const PEER_ID = 'ab'.repeat(32);

test('an event is a CloudEvent in structured JSON', () => {
  const event = create(EventSchema, {
    peerId: PEER_ID,
    incarnation: 7n,
    seq: 3n,
    time: timestampFromMs(1_700_000_000_123),
    fact: { case: 'fileReplicated', value: { fileId: 'cd'.repeat(32), size: 5n, repair: true } },
  });
  expect(toCloudEvent(event, () => 'unused')).toEqual({
    specversion: '1.0',
    id: `${PEER_ID}/7/3`,
    source: `urn:acorde:peer:${PEER_ID}`,
    type: 'acorde.v1.file.replicated',
    time: '2023-11-14T22:13:20.123Z',
    datacontenttype: 'application/json',
    peerid: PEER_ID,
    incarnation: '7',
    sequence: '3',
    data: { fileId: 'cd'.repeat(32), size: '5', repair: true },
  });
  expect(routingKey('fileReplicated', PEER_ID)).toBe('acorde.v1.file.replicated.abababab');
});

test('telemetry has no number, so it gets an id of its own', () => {
  const event = create(EventSchema, {
    peerId: PEER_ID,
    incarnation: 7n,
    fact: { case: 'lookupHop', value: {} },
  });
  expect(toCloudEvent(event, () => 'random')).toMatchObject({
    id: 'random',
    sequence: '0',
    type: 'acorde.v1.lookup.hop',
  });
});

test('an event without a fact is a mistake of the caller', () => {
  expect(() => toCloudEvent(create(EventSchema, { peerId: PEER_ID }), () => '')).toThrow('without a fact');
});
