import { describe, expect, test } from 'vitest';
import { createManualSystem, settle } from '../../test/events/manual-system.ts';
import { type Database, openDatabase } from '../store/database.ts';
import type { Broker, BrokerMessage, BrokerSession } from './broker.ts';
import { createEventLog } from './event-log.ts';
import type { Fact } from './fact.ts';
import { createPublishCursor } from './publish-cursor.ts';
import { createPublisher } from './publisher.ts';
import { createTelemetry } from './telemetry.ts';

const PEER_ID = 'ab'.repeat(32);
const stored = (name: string): Fact => ({ case: 'fileStored', value: { entry: { name } } });

/** A broker that a test can take away, block, or make refuse. It confirms at once unless `holds`. */
function createFakeBroker() {
  const got: string[] = [];
  const offered: string[] = [];
  const bodies: { type: string; data: object }[] = [];
  const fake = {
    got,
    bodies,
    offered,
    there: true,
    holds: false,
    blocked: null as string | null,
    refuse: '',
    queueGone: false,
    connects: 0,
  };
  let waiting: { confirm: () => void; refuse: (error: Error) => void }[] = [];
  let endSession: ((reason: string) => void) | null = null;
  let onChange = () => {};
  const broker: Broker = {
    async connect() {
      fake.connects += 1;
      if (!fake.there) throw new Error('connect ECONNREFUSED');
      return openSession();
    },
  };
  function openSession(): BrokerSession {
    const { promise: ended, resolve } = Promise.withResolvers<string>();
    endSession = resolve;
    return {
      publish: (message) => {
        if (message.mustRoute && fake.refuse) return Promise.reject(new Error(fake.refuse));
        got.push(message.messageId.split('/').slice(1).join('/'));
        bodies.push(JSON.parse(Buffer.from(message.body).toString()));
        if (!fake.holds) return Promise.resolve();
        return new Promise((confirm, refuse) => waiting.push({ confirm, refuse }));
      },
      verify: async () => {
        if (fake.queueGone) throw new Error('the queue is gone');
      },
      offer: (message: BrokerMessage) => offered.push(message.type),
      blocked: () => fake.blocked,
      ended,
      onBlockedChange: (listener) => {
        onChange = listener;
      },
      close: async () => {},
    };
  }
  return Object.assign(fake, {
    broker,
    confirmAll() {
      for (const { confirm } of waiting.splice(0)) confirm();
    },
    confirm: (index: number) => waiting[index]?.confirm(),
    nack: (index: number) => waiting[index]?.refuse(new Error('the broker refused it')),
    kill() {
      fake.there = false;
      waiting = [];
      endSession?.('the connection was lost');
    },
    setBlocked(reason: string | null) {
      fake.blocked = reason;
      onChange();
    },
  });
}

async function openPublisher(
  database: Database = openDatabase(':memory:'),
  incarnation = 7,
  limits: { bytesMax?: number } = {},
) {
  const system = createManualSystem();
  const log = createEventLog({ database, system, peerId: PEER_ID, incarnation, ...limits });
  const telemetry = createTelemetry({ system, peerId: PEER_ID, incarnation });
  const cursor = createPublishCursor({ database, system, name: 'amqp' });
  const fake = createFakeBroker();
  const logger = { info: () => {}, warn: () => {} };
  const publisher = createPublisher({
    ...{ peerId: PEER_ID, log, telemetry, cursor, broker: fake.broker, system, logger },
  });
  await log.start({});
  return { database, system, log, telemetry, fake, publisher };
}

describe('the publisher', () => {
  test('gives up a session in which nothing is confirmed, says so, and sends it again in another', async () => {
    const { system, log, fake, publisher } = await openPublisher();
    publisher.start();
    await settle();
    fake.holds = true;
    await log.record(stored('a'));
    for (let seconds = 0; seconds < 29; seconds += 1) await system.advance(1_000);
    expect(fake.connects).toBe(1);
    fake.setBlocked('low on memory');
    for (let seconds = 0; seconds < 60; seconds += 1) await system.advance(1_000);
    expect(publisher.status()).toMatchObject({ state: 'blocked', waiting: 1 });
    fake.setBlocked(null);
    for (let seconds = 0; seconds < 29; seconds += 1) await system.advance(1_000);
    expect(fake.connects).toBe(1);
    const reasons = new Set<string>();
    fake.there = false;
    for (let seconds = 0; seconds < 15; seconds += 1) {
      await system.advance(1_000);
      reasons.add(publisher.status().reason);
    }
    expect([...reasons]).toContain('the broker has confirmed nothing for 30 s');
    fake.there = true;
    fake.holds = false;
    for (let seconds = 0; seconds < 15; seconds += 1) await system.advance(1_000);
    expect(fake.got).toEqual(['7/1', '7/2', '7/2']);
    expect(publisher.status()).toEqual({ state: 'connected', reason: '', waiting: 0 });
  });

  test('publishes the log in order, from the very first fact', async () => {
    const { system, log, fake, publisher } = await openPublisher();
    await log.record(stored('a'));
    publisher.start();
    await settle();
    await log.record(stored('b'));
    await system.advance(100);
    expect(fake.got).toEqual(['7/1', '7/2', '7/3']);
    expect(publisher.status()).toEqual({ state: 'connected', reason: '', waiting: 0 });
  });

  test('goes on where it was confirmed after the broker was away', async () => {
    const { system, log, fake, publisher } = await openPublisher();
    publisher.start();
    await settle();
    fake.holds = true;
    await log.record(stored('a'));
    await log.record(stored('b'));
    await settle();
    fake.confirm(0);
    await system.advance(100);
    fake.kill();
    await settle();
    await log.record(stored('c'));
    expect(publisher.status()).toMatchObject({ state: 'disconnected', waiting: 2 });
    fake.there = true;
    fake.holds = false;
    await system.advance(2000);
    expect(fake.got).toEqual(['7/1', '7/2', '7/3', '7/3', '7/4']);
    expect(publisher.status()).toEqual({ state: 'connected', reason: '', waiting: 0 });
  });

  test('does not move over an event that is not confirmed, though a later one is', async () => {
    const { system, log, fake, publisher } = await openPublisher();
    publisher.start();
    await settle();
    fake.holds = true;
    await log.record(stored('a'));
    await log.record(stored('b'));
    await settle();
    fake.confirm(1);
    await settle();
    fake.kill();
    await settle();
    fake.there = true;
    fake.holds = false;
    await system.advance(2000);
    expect(fake.got.slice(-2)).toEqual(['7/2', '7/3']);
  });

  test('asks an absent broker again with pauses that grow', async () => {
    const { system, log, fake, publisher } = await openPublisher();
    fake.there = false;
    publisher.start();
    await system.advance(60_000);
    expect(fake.connects).toBeGreaterThan(5);
    expect(fake.connects).toBeLessThan(15);
    for (let count = 0; count < 50; count += 1) await log.record(stored('x'));
    expect(publisher.status()).toMatchObject({
      state: 'disconnected',
      reason: 'connect ECONNREFUSED',
      waiting: 51,
    });
  });

  test('waits while the broker is blocked, and says so', async () => {
    const { log, fake, publisher } = await openPublisher();
    publisher.start();
    await settle();
    fake.setBlocked('low on memory');
    await settle();
    await log.record(stored('a'));
    await settle();
    expect(fake.got).toEqual(['7/1']);
    expect(publisher.status()).toEqual({ state: 'blocked', reason: 'low on memory', waiting: 1 });
    fake.setBlocked(null);
    await settle();
    expect(fake.got).toEqual(['7/1', '7/2']);
  });

  test('a file event that no queue takes is not lost: it is tried again', async () => {
    const { system, log, fake, publisher } = await openPublisher();
    fake.refuse = 'no queue takes it';
    publisher.start();
    await log.record(stored('a'));
    await settle();
    expect(publisher.status()).toMatchObject({
      state: 'disconnected',
      reason: 'no queue takes it',
      waiting: 1,
    });
    fake.refuse = '';
    await system.advance(5000);
    expect(fake.got.at(-1)).toBe('7/2');
    expect(publisher.status().waiting).toBe(0);
  });

  test('what was confirmed to a queue that is gone by now is published again', async () => {
    const { system, log, fake, publisher } = await openPublisher();
    publisher.start();
    await settle();
    fake.queueGone = true;
    await log.record(stored('a'));
    await system.advance(100);
    expect(publisher.status()).toEqual({ state: 'disconnected', reason: 'the queue is gone', waiting: 1 });
    fake.queueGone = false;
    await system.advance(2000);
    expect(fake.got).toEqual(['7/1', '7/2', '7/2']);
    expect(publisher.status()).toEqual({ state: 'connected', reason: '', waiting: 0 });
  });

  test('the first event of a session goes alone, so that none overtakes it when it is refused', async () => {
    const { system, log, fake, publisher } = await openPublisher();
    fake.holds = true;
    publisher.start();
    for (const name of ['a', 'b']) await log.record(stored(name));
    await settle();
    expect(fake.got).toEqual(['7/1']);
    fake.holds = false;
    fake.nack(0);
    await system.advance(2000);
    expect(fake.got).toEqual(['7/1', '7/1', '7/2', '7/3']);
  });

  test('after a refusal everything from there on is published again, in order', async () => {
    const { system, log, fake, publisher } = await openPublisher();
    publisher.start();
    await settle();
    fake.holds = true;
    for (const name of ['a', 'b', 'c']) await log.record(stored(name));
    await settle();
    fake.holds = false;
    fake.confirm(1);
    fake.confirm(2);
    fake.nack(0);
    await system.advance(2000);
    expect(fake.got).toEqual(['7/1', '7/2', '7/3', '7/4', '7/2', '7/3', '7/4']);
    expect(publisher.status()).toMatchObject({ state: 'connected', waiting: 0 });
  });

  test('a log that was trimmed before the broker had it all is told by a gap, once for the same hole', async () => {
    const { system, log, fake, publisher } = await openPublisher(undefined, 7, { bytesMax: 2000 });
    publisher.start();
    await settle();
    fake.kill();
    for (let count = 0; count < 200; count += 1) await log.record(stored('x'));
    fake.there = true;
    await system.advance(20_000);
    const index = fake.got.findIndex((id) => id.endsWith('/gap'));
    const next = Number(fake.got[index + 1]?.split('/')[1]);
    expect(next).toBeGreaterThan(2);
    expect(fake.got[index]).toBe(`7/${next}/gap`);
    expect(fake.bodies[index]).toMatchObject({
      type: 'acorde.v1.log.gap',
      sequence: '0',
      data: { afterIncarnation: '7', afterSeq: '1', nextIncarnation: '7', nextSeq: String(next) },
    });
    expect(fake.got.at(-1)).toBe('7/201');
    expect(publisher.status()).toMatchObject({ state: 'connected', waiting: 0 });
  });

  test('has a bounded number of events on their way', async () => {
    const { log, fake, publisher } = await openPublisher();
    publisher.start();
    await settle();
    fake.holds = true;
    await Promise.all(Array.from({ length: 2000 }, () => log.record(stored('x'))));
    await settle();
    expect(fake.got.length).toBe(1 + 256);
    const before = fake.got.length;
    fake.confirmAll();
    await settle();
    expect(fake.got.length).toBeGreaterThan(before);
  });

  test('goes on at the next start where it was, across incarnations', async () => {
    const { database, log, fake, publisher } = await openPublisher();
    publisher.start();
    await log.record(stored('a'));
    await settle();
    expect(fake.got).toEqual(['7/1', '7/2']);
    await publisher.stop();
    await log.record(stored('b'));
    log.stop();
    const next = await openPublisher(database, 9);
    next.publisher.start();
    await settle();
    expect(next.fake.got).toEqual(['7/3', '9/1']);
  });

  test('passes telemetry on while it is connected, and drops it else', async () => {
    const { telemetry, fake, publisher } = await openPublisher();
    publisher.start();
    await settle();
    telemetry.emit({ case: 'lookupHop', value: { lookupId: 'one' } });
    fake.setBlocked('low on memory');
    telemetry.emit({ case: 'lookupHop', value: { lookupId: 'two' } });
    expect(fake.offered).toEqual(['acorde.v1.lookup.hop']);
  });
});
