import { describe, expect, test } from 'vitest';
import { createManualSystem, settle } from '../../test/events/manual-system.ts';
import { openDatabase } from '../store/database.ts';
import { createEventLog } from './event-log.ts';
import type { Fact } from './fact.ts';
import { createTelemetry } from './telemetry.ts';
import { createWatch, type WatchPart } from './watch.ts';

const PEER_ID = 'ab'.repeat(32);
const left: Fact = { case: 'peerLeft', value: {} };
const hop: Fact = { case: 'lookupHop', value: { lookupId: 'one' } };

async function openWatch(bytesMax?: number) {
  const system = createManualSystem();
  const common = { system, peerId: PEER_ID, incarnation: 7 };
  const log = createEventLog({
    ...common,
    database: openDatabase(':memory:'),
    ...(bytesMax && { bytesMax }),
  });
  const telemetry = createTelemetry(common);
  await log.start({});
  return { system, log, telemetry, watch: createWatch({ log, telemetry, system }) };
}

/** Reads a watch in the background and keeps what came, as text. */
function follow(parts: AsyncIterable<WatchPart>) {
  const seen: string[] = [];
  const done = (async () => {
    for await (const { part } of parts) {
      const value = part?.value as { incarnation?: bigint; seq?: bigint; fact?: { case?: string } };
      seen.push(`${part?.case} ${value.seq ?? 0n}${value.fact?.case ? ` ${value.fact.case}` : ''}`);
    }
  })();
  return { seen, done };
}

function seqOf({ part }: WatchPart): bigint {
  return (part?.value as { seq: bigint } | undefined)?.seq ?? -1n;
}

describe('a watch', () => {
  test('gives what comes after a place, then what comes', async () => {
    const { log, watch } = await openWatch();
    await log.record(left);
    const end = new AbortController();
    const reader = follow(watch({ incarnation: 7, seq: 1 }, { telemetry: false, signal: end.signal }));
    await settle();
    await log.record(left);
    await settle();
    end.abort();
    await reader.done;
    expect(reader.seen).toEqual(['heartbeat 2', 'event 2 peerLeft', 'event 3 peerLeft']);
  });

  test('begins now when no place is given', async () => {
    const { log, watch } = await openWatch();
    const end = new AbortController();
    const reader = follow(watch(null, { telemetry: false, signal: end.signal }));
    await settle();
    await log.record(left);
    await settle();
    end.abort();
    await reader.done;
    expect(reader.seen).toEqual(['heartbeat 1', 'event 2 peerLeft']);
  });

  test('begins at a time, and with a gap when the log no longer reaches back to it', async () => {
    const { log, system, watch } = await openWatch();
    await system.advance(1000);
    const sinceMs = system.nowMs();
    await log.record(left);
    const end = new AbortController();
    const options = { telemetry: false, signal: end.signal };
    const late = follow(watch({ sinceMs }, options));
    const early = follow(watch({ sinceMs: 0 }, options));
    await settle();
    end.abort();
    await Promise.all([late.done, early.done]);
    expect(late.seen).toEqual(['heartbeat 2', 'event 2 peerLeft']);
    expect(early.seen).toEqual(['heartbeat 2', 'event 1 peerStarted', 'event 2 peerLeft']);
  });

  test('gives a sign of life each second in which nothing happens', async () => {
    const { system, watch } = await openWatch();
    const end = new AbortController();
    const reader = follow(watch(null, { telemetry: false, signal: end.signal }));
    await system.advance(2500);
    end.abort();
    await reader.done;
    expect(reader.seen).toEqual(['heartbeat 1', 'heartbeat 1', 'heartbeat 1']);
  });

  test('brings telemetry to those who asked for it', async () => {
    const { telemetry, watch } = await openWatch();
    const end = new AbortController();
    const curious = follow(watch(null, { telemetry: true, signal: end.signal }));
    const plain = follow(watch(null, { telemetry: false, signal: end.signal }));
    await settle();
    telemetry.emit(hop);
    await settle();
    end.abort();
    await Promise.all([curious.done, plain.done]);
    expect(curious.seen).toEqual(['heartbeat 1', 'event 0 lookupHop']);
    expect(plain.seen).toEqual(['heartbeat 1']);
  });

  test('a reader that stands still costs no more than a bounded number of telemetry events', async () => {
    const { telemetry, watch } = await openWatch();
    const end = new AbortController();
    const parts = watch(null, { telemetry: true, signal: end.signal })[Symbol.asyncIterator]();
    await parts.next();
    for (let count = 0; count < 5000; count += 1) telemetry.emit(hop);
    let got = 0;
    for (let next = parts.next(); ; next = parts.next()) {
      const result = await Promise.race([next, settle().then(() => null)]);
      if (result === null) break;
      got += 1;
    }
    end.abort();
    expect(got).toBe(512);
  });

  test('a slow reader that the trim overtook gets a gap and goes on behind it', async () => {
    const { log, watch } = await openWatch(2_000);
    const end = new AbortController();
    const parts = watch({ incarnation: 7, seq: 0 }, { telemetry: false, signal: end.signal })[
      Symbol.asyncIterator
    ]();
    await parts.next();
    for (let count = 0; count < 300; count += 1) await log.record(left);
    const gap = (await parts.next()).value as WatchPart;
    expect(gap.part?.case).toBe('gap');
    const next = (await parts.next()).value as WatchPart;
    expect(seqOf(next)).toBe(seqOf(gap) + 1n);
    end.abort();
  });

  test('does not serve more readers than it can', async () => {
    const { watch } = await openWatch();
    const end = new AbortController();
    const options = { telemetry: false, signal: end.signal };
    const readers = Array.from({ length: 64 }, () => follow(watch(null, options)));
    await settle();
    await expect(follow(watch(null, options)).done).rejects.toThrow('64 watchers');
    end.abort();
    await Promise.all(readers.map((reader) => reader.done));
    const again = new AbortController();
    const late = follow(watch(null, { telemetry: false, signal: again.signal }));
    await settle();
    again.abort();
    await late.done;
    expect(late.seen).toEqual(['heartbeat 1']);
  });
});
