// Turns changes of the fleet into numbered deltas and hands them to the browsers. Changes of the same few milliseconds
// share a delta. A browser that reads too slowly loses telemetry first and is cut off then: it connects again and gets
// what it missed, and the others never notice.
import type { Change, Cursor, Delta, ServerMessage, Snapshot, Telemetry } from '../src/wire.ts';
import { SLOW_CLOSE_CODE } from '../src/wire.ts';
import type { EventView } from '../src/wire-event.ts';
import { createDeltaRing } from './delta-ring.ts';
import type { System } from './system.ts';

/** One browser's connection. */
export interface Subscriber {
  send(text: string): void;
  /** Bytes that wait to be sent. */
  bufferedBytes(): number;
  close(code: number, reason: string): void;
}

export type SnapshotBody = Omit<Snapshot, 'type' | 'epoch' | 'seq' | 'atMs'>;

export interface Hub {
  start(): void;
  stop(): void;
  publish(changes: readonly Change[]): void;
  telemetry(event: EventView): void;
  /** Greets a browser with what it lacks and feeds it from then on; the result ends that. */
  join(subscriber: Subscriber, cursor: Cursor | undefined): () => void;
  tick(subscriber: Subscriber): void;
  cursor(): Cursor;
}

export interface HubOptions {
  readonly system: System;
  readonly snapshot: () => SnapshotBody;
  readonly bufferedBytesMax?: number;
}

const GATHER_MS = 8;
const TICK_MS = 1000;
const CHANGES_MAX = 500;
const TELEMETRY_EVENTS_MAX = 1000;
const BUFFERED_BYTES_MAX = 4 * 1024 * 1024;
/** Above this share of the cap a browser gets no telemetry. */
const TELEMETRY_SHARE = 1 / 16;

export function createHub(options: HubOptions): Hub {
  const { system, snapshot, bufferedBytesMax = BUFFERED_BYTES_MAX } = options;
  const epoch = system.uuid();
  const ring = createDeltaRing({ countMax: 4096, bytesMax: 8 * 1024 * 1024 });
  const subscribers = new Set<Subscriber>();
  let seq = 0;
  const changes: Change[] = [];
  let passing: EventView[] = [];
  let cancelFlush: (() => void) | null = null;
  let cancelTick: (() => void) | null = null;

  function flush(): void {
    cancelFlush?.();
    cancelFlush = null;
    while (changes.length > 0) {
      seq += 1;
      const delta: Delta = {
        type: 'delta',
        seq,
        atMs: system.nowMs(),
        changes: changes.splice(0, CHANGES_MAX),
      };
      const text = JSON.stringify(delta);
      ring.push(seq, text);
      for (const subscriber of [...subscribers]) send(subscriber, text);
    }
    sendTelemetry();
  }

  function sendTelemetry(): void {
    if (passing.length === 0) return;
    const message: Telemetry = { type: 'telemetry', events: passing };
    passing = [];
    const text = JSON.stringify(message);
    for (const subscriber of [...subscribers]) {
      if (subscriber.bufferedBytes() <= bufferedBytesMax * TELEMETRY_SHARE) send(subscriber, text);
    }
  }

  function send(subscriber: Subscriber, text: string): void {
    if (subscriber.bufferedBytes() > bufferedBytesMax) {
      subscribers.delete(subscriber);
      subscriber.close(SLOW_CLOSE_CODE, 'reads too slowly: connect again');
      return;
    }
    subscriber.send(text);
  }

  function planFlush(): void {
    cancelFlush ??= system.schedule(GATHER_MS, flush);
  }

  function tickText(): string {
    const message: ServerMessage = { type: 'tick', seq, atMs: system.nowMs() };
    return JSON.stringify(message);
  }

  function tickAll(): void {
    const text = tickText();
    for (const subscriber of [...subscribers]) send(subscriber, text);
    cancelTick = system.schedule(TICK_MS, tickAll);
  }

  function missedBy(cursor: Cursor | undefined): readonly string[] | null {
    return cursor?.epoch === epoch ? ring.after(cursor.seq) : null;
  }

  return {
    start() {
      cancelTick = system.schedule(TICK_MS, tickAll);
    },
    stop() {
      cancelTick?.();
      cancelFlush?.();
      subscribers.clear();
    },
    publish(more) {
      changes.push(...more);
      if (changes.length > 0) planFlush();
    },
    telemetry(event) {
      if (subscribers.size === 0 || passing.length >= TELEMETRY_EVENTS_MAX) return;
      passing.push(event);
      planFlush();
    },
    join(subscriber, cursor) {
      // What is gathered belongs before the greeting: it has the state of this moment.
      flush();
      const missed = cursor?.epoch === epoch && cursor.seq === seq ? [] : missedBy(cursor);
      const greeting: ServerMessage = missed
        ? { type: 'resumed', epoch, seq }
        : { type: 'snapshot', epoch, seq, atMs: system.nowMs(), ...snapshot() };
      send(subscriber, JSON.stringify(greeting));
      for (const text of missed ?? []) send(subscriber, text);
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
    tick: (subscriber) => send(subscriber, tickText()),
    cursor: () => ({ epoch, seq }),
  };
}
