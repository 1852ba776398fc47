// The durable log of what happened at this peer. A fact is written in the transaction of the change it tells of, so
// that neither exists without the other, and gets the next number of this incarnation. Readers keep a position of
// their own and ask for what comes after it; a reader that is behind the oldest fact kept is told so.
import { type Event, EventSchema, type PeerStarted } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import type { PeerSchema } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { Database } from '../store/database.ts';
import type { System } from '../system.ts';
import { createEventTable } from './event-table.ts';
import { createEventTrim } from './event-trim.ts';
import { type EventPosition, type Fact, samePosition } from './fact.ts';

/** Some facts in order, or where the log goes on for a reader that missed some. */
export type LogPage =
  | { readonly type: 'events'; readonly events: readonly Event[] }
  /** Read the state again, then go on after `position`. */
  | { readonly type: 'gap'; readonly position: EventPosition };

export interface EventLog {
  /** Begins the incarnation with its first fact, PeerStarted. */
  start(peer: MessageInitShape<typeof PeerSchema>): Promise<void>;
  /** No subscriber is woken and nothing is trimmed any more. Call before the database is closed. */
  stop(): void;
  /** Writes a fact. Call inside `database.commit`, with the change that it tells of. */
  append(fact: Fact): void;
  /** Writes a fact that comes with no other change; resolves when it is durable. */
  record(fact: Fact): Promise<void>;
  /** The last durable fact. */
  position(): EventPosition;
  /** What comes after a position, at most `limit` facts. Not inside a commit. */
  read(after: EventPosition, limit: number): LogPage;
  /** The place after which every event is at least as new as a time; before the very first when none is older. */
  positionAt(timeMs: number): EventPosition;
  /** Calls `wake` after each commit with new facts; the result ends it. */
  subscribe(wake: () => void): () => void;
}

export interface EventLogOptions {
  readonly database: Database;
  readonly system: System;
  readonly peerId: string;
  readonly incarnation: number;
  readonly ageMsMax?: number;
  readonly bytesMax?: number;
}

const AGE_MS_MAX = 24 * 60 * 60 * 1000;
const BYTES_MAX = 64 * 1024 * 1024;
/** Facts between two trims. */
const TRIM_EVERY = 64;

export function createEventLog(options: EventLogOptions): EventLog {
  const { database, system, peerId, incarnation, ageMsMax = AGE_MS_MAX, bytesMax = BYTES_MAX } = options;
  const table = createEventTable(database);
  const trim = createEventTrim({ database, table, system, ageMsMax, bytesMax });
  const subscribers = new Set<() => void>();
  let durable: EventPosition = { incarnation, seq: 0 };
  let running = false;
  let wakePlanned = false;

  function append(fact: Fact): void {
    const last = table.position();
    if (last?.incarnation !== incarnation) throw new Error('the event log was not started');
    const position = { incarnation, seq: last.seq + 1 };
    const timeMs = system.nowMs();
    const event = create(EventSchema, {
      peerId,
      incarnation: BigInt(incarnation),
      seq: BigInt(position.seq),
      time: timestampFromMs(timeMs),
      fact,
    });
    table.insert(position, timeMs, toBinary(EventSchema, event));
    if (position.seq % TRIM_EVERY === 1) table.trim(timeMs - ageMsMax, bytesMax);
    planWake();
  }

  // A group commit runs to its end in one go, so a microtask asked for inside it comes after its fsync, or after its
  // rollback: the position is read anew because of the latter.
  function planWake(): void {
    if (wakePlanned) return;
    wakePlanned = true;
    queueMicrotask(() => {
      wakePlanned = false;
      if (!running) return;
      const now = table.position();
      if (!now || samePosition(now, durable)) return;
      durable = now;
      for (const wake of [...subscribers]) wake();
    });
  }

  return {
    async start(peer) {
      table.createTables();
      running = true;
      await database.commit(() => {
        const previous = table.position();
        if (previous && previous.incarnation >= incarnation) {
          throw new Error(`incarnation ${incarnation} does not follow ${previous.incarnation}`);
        }
        table.begin(incarnation);
        append({
          case: 'peerStarted',
          value: {
            peer,
            previousIncarnation: BigInt(previous?.incarnation ?? 0),
            previousSeq: BigInt(previous?.seq ?? 0),
          },
        });
      });
      if (running) trim.start();
    },
    stop() {
      running = false;
      trim.stop();
      subscribers.clear();
    },
    append,
    record: (fact) => database.commit(() => append(fact)),
    position: () => durable,
    read(after, limit) {
      const rows = table.after(after, limit);
      const first = rows[0];
      if (!first) {
        return samePosition(after, durable)
          ? { type: 'events', events: [] }
          : { type: 'gap', position: durable };
      }
      const events = rows.map((row) => fromBinary(EventSchema, row.body));
      if (follows(after, events[0] as Event)) return { type: 'events', events };
      return { type: 'gap', position: { incarnation: first.incarnation, seq: first.seq - 1 } };
    },
    positionAt: (timeMs) => table.lastBefore(timeMs) ?? { incarnation: 0, seq: 0 },
    subscribe(wake) {
      subscribers.add(wake);
      return () => subscribers.delete(wake);
    },
  };
}

/** Whether `event` is the very next one after a position; the first of an incarnation says what it follows. */
function follows(after: EventPosition, event: Event): boolean {
  if (Number(event.incarnation) === after.incarnation) return Number(event.seq) === after.seq + 1;
  if (event.seq !== 1n || event.fact.case !== 'peerStarted') return false;
  const started: PeerStarted = event.fact.value;
  return (
    Number(started.previousIncarnation) === after.incarnation && Number(started.previousSeq) === after.seq
  );
}
