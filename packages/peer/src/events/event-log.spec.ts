import { describe, expect, test } from 'vitest';
import { createManualSystem, settle } from '../../test/events/manual-system.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { createEventLog, type EventLog, type LogPage } from './event-log.ts';
import type { Fact } from './fact.ts';

const PEER_ID = 'ab'.repeat(32);
const START = { incarnation: 0, seq: 0 };

const replicated = (size: number): Fact => ({
  case: 'fileReplicated',
  value: { fileId: 'cd'.repeat(32), size: BigInt(size), repair: false },
});

function openLog(database: Database, incarnation: number, options = {}): EventLog {
  const system = createManualSystem();
  return createEventLog({ database, system, peerId: PEER_ID, incarnation, ...options });
}

function seqs(page: LogPage): string[] {
  if (page.type === 'gap') return [`gap ${page.position.incarnation}/${page.position.seq}`];
  return page.events.map((event) => `${event.incarnation}/${event.seq} ${event.fact.case}`);
}

describe('the event log', () => {
  test('numbers facts from 1, the start first', async () => {
    const log = openLog(openDatabase(':memory:'), 7);
    await log.start({ name: 'one' });
    await log.record(replicated(1));
    expect(seqs(log.read(START, 10))).toEqual(['7/1 peerStarted', '7/2 fileReplicated']);
    expect(log.position()).toEqual({ incarnation: 7, seq: 2 });
  });

  test('a new incarnation names the last fact of the one before, and a reader crosses over without a gap', async () => {
    const database = openDatabase(':memory:');
    const first = openLog(database, 7);
    await first.start({});
    await first.record(replicated(1));
    first.stop();
    const second = openLog(database, 9);
    await second.start({});
    const page = second.read({ incarnation: 7, seq: 2 }, 10);
    expect(seqs(page)).toEqual(['9/1 peerStarted']);
    if (page.type !== 'events') throw new Error('a gap');
    expect(page.events[0]?.fact.value).toMatchObject({ previousIncarnation: 7n, previousSeq: 2n });
  });

  test('refuses an incarnation that does not rise', async () => {
    const database = openDatabase(':memory:');
    await openLog(database, 7).start({});
    await expect(openLog(database, 7).start({})).rejects.toThrow('does not follow');
  });

  test('a fact of a change that is rolled back does not exist, and its number is given again', async () => {
    const database = openDatabase(':memory:');
    const log = openLog(database, 7);
    await log.start({});
    const failed = database.commit(() => {
      log.append(replicated(1));
      throw new Error('the change failed');
    });
    const kept = log.record(replicated(2));
    await expect(failed).rejects.toThrow('the change failed');
    await kept;
    expect(seqs(log.read({ incarnation: 7, seq: 1 }, 10))).toEqual(['7/2 fileReplicated']);
  });

  test('wakes its subscribers after the commit, once for a group', async () => {
    const log = openLog(openDatabase(':memory:'), 7);
    await log.start({});
    await settle();
    const seen: number[] = [];
    const end = log.subscribe(() => seen.push(log.position().seq));
    await Promise.all([log.record(replicated(1)), log.record(replicated(2))]);
    await settle();
    expect(seen).toEqual([3]);
    end();
    await log.record(replicated(3));
    await settle();
    expect(seen).toEqual([3]);
  });

  test('tells a reader behind the trim where to go on', async () => {
    const log = openLog(openDatabase(':memory:'), 7, { bytesMax: 4_000 });
    await log.start({});
    for (let count = 0; count < 200; count += 1) await log.record(replicated(count));
    const page = log.read(START, 10);
    if (page.type !== 'gap') throw new Error('nothing was trimmed');
    expect(page.position.seq).toBeGreaterThan(100);
    const [next] = seqs(log.read(page.position, 1));
    expect(next).toBe(`7/${page.position.seq + 1} fileReplicated`);
  });

  test('trims by age, and keeps the newest fact', async () => {
    const database = openDatabase(':memory:');
    const system = createManualSystem();
    const log = createEventLog({ database, system, peerId: PEER_ID, incarnation: 7, ageMsMax: 1000 });
    await log.start({});
    await log.record(replicated(1));
    await system.advance(5000);
    for (let count = 0; count < 64; count += 1) await log.record(replicated(count));
    expect(seqs(log.read(START, 1))).toEqual(['gap 7/2']);
  });

  describe('at rest', () => {
    async function openOld(facts: number) {
      const database = openDatabase(':memory:');
      const system = createManualSystem();
      const log = createEventLog({ database, system, peerId: PEER_ID, incarnation: 7, ageMsMax: 90_000 });
      await log.start({});
      for (let size = 1; size < facts; size += 1) await log.record(replicated(size));
      return { database, system, log };
    }
    const MINUTE_MS = 60_000;

    test('lets go of what is too old, though nothing is written', async () => {
      const { system, log } = await openOld(3);
      await system.advance(MINUTE_MS + 1);
      expect(seqs(log.read(START, 1))).toEqual(['7/1 peerStarted']);
      await system.advance(MINUTE_MS);
      expect(seqs(log.read(START, 9))).toEqual(['gap 7/2']);
      expect(seqs(log.read({ incarnation: 7, seq: 2 }, 9))).toEqual(['7/3 fileReplicated']);
      expect(log.position()).toEqual({ incarnation: 7, seq: 3 });
    });

    test('keeps what is young enough, and the newest whatever its age', async () => {
      const { system, log } = await openOld(2);
      await system.advance(MINUTE_MS);
      await log.record(replicated(9));
      await system.advance(MINUTE_MS + 1);
      expect(seqs(log.read({ incarnation: 7, seq: 2 }, 9))).toEqual(['7/3 fileReplicated']);
      expect(seqs(log.read(START, 9))).toEqual(['gap 7/2']);
      await system.advance(100 * MINUTE_MS);
      expect(seqs(log.read({ incarnation: 7, seq: 2 }, 9))).toEqual(['7/3 fileReplicated']);
    });

    test('a long log goes in pieces, one soon after the other', async () => {
      const { system, log } = await openOld(2_500);
      await system.advance(2 * MINUTE_MS);
      expect(seqs(log.read(START, 1))).toEqual(['gap 7/1024']);
      await system.advance(2_000);
      expect(seqs(log.read(START, 1))).toEqual(['gap 7/2499']);
    });

    test('writes nothing when nothing is due', async () => {
      const { database, system } = await openOld(2);
      await system.advance(2 * MINUTE_MS);
      let commits = 0;
      const { commit } = database;
      database.commit = (change) => {
        commits += 1;
        return commit(change);
      };
      await system.advance(30 * MINUTE_MS);
      expect(commits).toBe(0);
    });

    test('tries again after a disk that failed', async () => {
      const { database, system, log } = await openOld(3);
      const { commit } = database;
      database.commit = () => Promise.reject(new Error('the disk is full'));
      await system.advance(2 * MINUTE_MS);
      expect(seqs(log.read(START, 1))).toEqual(['7/1 peerStarted']);
      database.commit = commit;
      await system.advance(MINUTE_MS);
      expect(seqs(log.read(START, 1))).toEqual(['gap 7/2']);
    });

    test('stops with the log, also in the middle of a trim', async () => {
      const { database, system, log } = await openOld(3);
      await system.advance(MINUTE_MS);
      const held = Promise.withResolvers<never>();
      database.commit = () => held.promise;
      await system.advance(MINUTE_MS);
      log.stop();
      held.reject(new Error('closed'));
      let looks = 0;
      const { prepare } = database;
      database.prepare = (sql) => {
        looks += 1;
        return prepare(sql);
      };
      await system.advance(10 * MINUTE_MS);
      expect(looks).toBe(0);
    });
  });

  test('tells a reader from another log where this one stands', async () => {
    const log = openLog(openDatabase(':memory:'), 7);
    await log.start({});
    expect(seqs(log.read({ incarnation: 8, seq: 400 }, 10))).toEqual(['gap 7/1']);
    expect(seqs(log.read({ incarnation: 7, seq: 2 }, 10))).toEqual(['gap 7/1']);
    expect(seqs(log.read({ incarnation: 5, seq: 2 }, 10))).toEqual(['gap 7/0']);
  });

  test('does not take facts before it was started', async () => {
    const database = openDatabase(':memory:');
    await openLog(database, 7).start({});
    await expect(openLog(database, 8).record(replicated(1))).rejects.toThrow('not started');
  });
});
