import { type Contact, type Hop, identifier, type LookupResult } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import type { Event } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { expect, test } from 'vitest';
import { createManualSystem } from '../../test/events/manual-system.ts';
import { traceLookup } from './from-lookup.ts';
import { createTelemetry } from './telemetry.ts';

const key = identifier('a'.repeat(64));
const owner: Contact = { memberId: key, peerId: key, index: 0, address: 'h:1', zone: '', incarnation: 1 };
const hop: Hop = {
  index: 1,
  attempt: 1,
  from: owner,
  to: owner,
  reason: 'finger 255',
  outcome: 'owner',
  ms: 2,
};

async function* lookup(fails: boolean): AsyncGenerator<Hop, LookupResult> {
  yield hop;
  if (fails) throw new AcordeError('LOOKUP_TIMEOUT', 'too slow');
  return { key, owner, successors: [], hops: [hop] };
}

function open(fails = false, lookupId?: string) {
  const system = createManualSystem();
  const telemetry = createTelemetry({ system, peerId: key, incarnation: 1 });
  const events: Event[] = [];
  telemetry.subscribe((event) => events.push(event));
  return {
    events,
    traced: traceLookup(lookup(fails), { key, routing: 'classic', lookupId }, { telemetry, system }),
  };
}

test('tells of each hop and of the end under one id, and changes nothing of the lookup', async () => {
  const { events, traced } = open();
  expect(await traced.next()).toEqual({ done: false, value: hop });
  expect((await traced.next()).value).toMatchObject({ owner });
  expect(events.map((event) => event.fact.case)).toEqual(['lookupHop', 'lookupEnded']);
  expect(events[1]?.fact.value).toMatchObject({ key, hops: 1, error: '', owner: { memberId: key } });
  const ids = events.map((event) => (event.fact.value as { lookupId: string }).lookupId);
  expect(ids[0]).toBe(ids[1]);
});

test('goes by the name that the caller gave it', async () => {
  const { events, traced } = open(false, 'mine');
  await traced.next();
  expect(events[0]?.fact.value).toMatchObject({ lookupId: 'mine' });
});

test('tells of a failure with its code', async () => {
  const { events, traced } = open(true);
  await traced.next();
  await expect(traced.next()).rejects.toThrow('too slow');
  expect(events[1]?.fact.value).toMatchObject({ error: 'LOOKUP_TIMEOUT', hops: 1 });
});

test('tells of a caller who went away', async () => {
  const { events, traced } = open();
  await traced.next();
  await traced.return(undefined as never);
  expect(events[1]?.fact.value).toMatchObject({ error: 'CANCELLED' });
});
