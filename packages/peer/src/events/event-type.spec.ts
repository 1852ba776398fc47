import { EventSchema } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { expect, test } from 'vitest';
import { eventType, factEntities, isFileEvent, routingKey } from './event-type.ts';
import type { FactCase } from './fact.ts';

const all = EventSchema.oneofs[0]?.fields.map(({ localName }) => localName as FactCase) ?? [];

test('a type is the words of the fact, a routing key ends with the head of the peer id', () => {
  expect(eventType('fileStored')).toBe('acorde.v1.file.stored');
  expect(routingKey('neighborsChanged', 'ab'.repeat(32))).toBe('acorde.v1.neighbors.changed.abababab');
  expect(isFileEvent('fileDeleted')).toBe(true);
  expect(isFileEvent('peerJoined')).toBe(false);
});

test('every fact has two words, as the routing keys of its readers expect', () => {
  for (const fact of all) expect(eventType(fact)).toMatch(/^acorde\.v1\.[a-z]+\.[a-z]+$/);
});

test('the entities of facts are those that the timeline keeps: no telemetry', () => {
  expect(factEntities()).toEqual(['chunk', 'file', 'log', 'neighbors', 'peer', 'repair', 'rings']);
  const telemetry = all.map((fact) => eventType(fact).split('.')[2] ?? '');
  expect(telemetry).toContain('lookup');
});
