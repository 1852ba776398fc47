// Turns changes of the fleet into numbered deltas and hands them to the browsers. Changes of the same few milliseconds
// share a delta. A browser that comes back gets what it missed in one piece, or a snapshot where that is shorter. One that
// reads too slowly loses telemetry first and is cut off then: it connects again, and the others never notice.
import type {
  Change,
  Cursor,
  Delta,
  ReplayAnswer,
  Resumed,
  ServerMessage,
  Snapshot,
  Telemetry,
  Tick,
} from '../src/wire.ts';
import { SLOW_CLOSE_CODE } from '../src/wire.ts';
import type { EventView } from '../src/wire-event.ts';
import { createDeltaRing } from './delta-ring.ts';
import { ALL_EVENTS, type EventWish, textsOf } from './filtered-text.ts';
import { foldChanges } from './fold-changes.ts';
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
  join(subscriber: Subscriber, cursor: Cursor | undefined, wish?: EventWish): () => void;
  /** Answers one browser, which is cut off like any other when it reads too slowly. */
  answer(subscriber: Subscriber, message: Tick | ReplayAnswer): void;
  cursor(): Cursor;
}

export interface HubOptions {
  readonly system: System;
  readonly snapshot: () => SnapshotBody;
  readonly bufferedBytesMax?: number;
}

const GATHER_MS = 8;
const RESUMED_BYTES_SURE = 1024;
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
  const subscribers = new Map<Subscriber, EventWish>();
  let seq = 0;
  const changes: Change[] = [];
  let passing: EventView[] = [];
  let cancelFlush: (() => void) | null = null;
  let cancelTick: (() => void) | null = null;

  function flush(): void {
    cancelFlush?.();
    cancelFlush = null;
    const folded = foldChanges(changes.splice(0));
    while (folded.length > 0) sendDelta(folded.splice(0, CHANGES_MAX));
    sendTelemetry();
  }

  function sendDelta(some: readonly Change[]): void {
    seq += 1;
    const delta: Delta = { type: 'delta', seq, atMs: system.nowMs(), changes: some };
    const texts = textsOf(delta);
    ring.push(seq, some, texts(ALL_EVENTS)?.length ?? 0);
    for (const [subscriber, wish] of [...subscribers]) send(subscriber, texts(wish) ?? '');
  }

  function sendTelemetry(): void {
    if (passing.length === 0) return;
    const message: Telemetry = { type: 'telemetry', events: passing };
    passing = [];
    const texts = textsOf(message);
    for (const [subscriber, wish] of [...subscribers]) {
      const text = subscriber.bufferedBytes() <= bufferedBytesMax * TELEMETRY_SHARE ? texts(wish) : null;
      if (text !== null) send(subscriber, text);
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
    for (const subscriber of [...subscribers.keys()]) send(subscriber, text);
    cancelTick = system.schedule(TICK_MS, tickAll);
  }

  function missedBy(cursor: Cursor | undefined): readonly Change[] | null {
    if (cursor?.epoch !== epoch) return null;
    return cursor.seq === seq ? [] : ring.after(cursor.seq);
  }

  function greeting(cursor: Cursor | undefined, wish: EventWish): string {
    const atMs = system.nowMs();
    const missed = missedBy(cursor);
    const short: Resumed | null = missed && {
      type: 'resumed',
      epoch,
      seq,
      atMs,
      changes: foldChanges(missed),
    };
    const resumed = short && JSON.stringify(wish.apply(short));
    // Little is shorter than any snapshot, which need not be made then.
    if (resumed !== null && resumed.length < RESUMED_BYTES_SURE) return resumed;
    const whole: Snapshot = { type: 'snapshot', epoch, seq, atMs, ...snapshot() };
    const full = JSON.stringify(wish.apply(whole));
    return resumed !== null && resumed.length < full.length ? resumed : full;
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
    join(subscriber, cursor, wish = ALL_EVENTS) {
      // What is gathered belongs before the greeting: it has the state of this moment.
      flush();
      send(subscriber, greeting(cursor, wish));
      subscribers.set(subscriber, wish);
      return () => subscribers.delete(subscriber);
    },
    answer: (subscriber, message) => send(subscriber, JSON.stringify(message)),
    cursor: () => ({ epoch, seq }),
  };
}
