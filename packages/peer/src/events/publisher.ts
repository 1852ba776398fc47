// Brings the log to the broker: reads after a durable cursor, publishes in order with confirms, and moves the cursor
// over what was confirmed. The log is the queue, so a broker that is absent, killed, blocked or slow costs the peer
// nothing but room in the log, and everything is sent when it returns. At least once: after a broken session what was
// not assured is sent again, and consumers drop what they have seen, by the message id. What was trimmed from the log
// before the broker had it is told by an event of its own.
import type { Event } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import type { System } from '../system.ts';
import { createAssurance } from './assurance.ts';
import type { Broker, BrokerSession } from './broker.ts';
import type { EventLog } from './event-log.ts';
import { eventMessage, gapMessage } from './event-message.ts';
import { type EventPosition, samePosition } from './fact.ts';
import { createPatience } from './patience.ts';
import type { PublishCursor } from './publish-cursor.ts';
import { createPublishWindow, type PublishWindow } from './publish-window.ts';
import type { Telemetry } from './telemetry.ts';
import { createWakeup } from './wakeup.ts';

export interface PublisherStatus {
  readonly state: 'stopped' | 'connecting' | 'connected' | 'blocked' | 'disconnected';
  /** Why it is not connected, or empty. */
  readonly reason: string;
  /** Facts that the broker has not confirmed; at least this many when they reach back before this start. */
  readonly waiting: number;
}

export interface Publisher {
  start(): void;
  /** Ends the session and keeps the cursor. */
  stop(): Promise<void>;
  status(): PublisherStatus;
}

export interface PublisherLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

interface PublisherParts {
  readonly peerId: string;
  readonly log: EventLog;
  readonly telemetry: Telemetry;
  readonly cursor: PublishCursor;
  readonly broker: Broker;
  readonly system: System;
  readonly logger: PublisherLogger;
}

const READ_EVENTS_MAX = 64;
const BACKOFF_MS_MIN = 250;
const BACKOFF_MS_MAX = 10_000;
/** A broker that confirms nothing for so long has lost a queue on its way, which a new session may find again. */
const CONFIRM_MS_MAX = 30_000;
/** The loop looks around at least this often. */
const IDLE_MS_MAX = 5_000;

export function createPublisher(parts: PublisherParts): Publisher {
  const { log, cursor, broker, system, logger } = parts;
  const wakeup = createWakeup(system);
  const endings: (() => void)[] = [];
  let state: PublisherStatus['state'] = 'stopped';
  let reason = '';
  let assured: EventPosition = { incarnation: 0, seq: 0 };
  let session: BrokerSession | null = null;
  let backoffMs = BACKOFF_MS_MIN;
  let running: Promise<void> | null = null;
  let stopping = false;

  async function run(): Promise<void> {
    while (!stopping) {
      state = state === 'disconnected' ? state : 'connecting';
      try {
        session = await broker.connect();
        if (!stopping) await pump(session);
      } catch (error) {
        setDown((error as Error).message);
      }
      await session?.close();
      session = null;
      if (!stopping) await pause();
    }
  }

  function setDown(why: string): void {
    if (state !== 'disconnected' || reason !== why)
      logger.warn({ reason: why }, 'events: the broker is not there');
    state = 'disconnected';
    reason = why;
  }

  async function pause(): Promise<void> {
    const untilMs = system.monotonicMs() + backoffMs * (0.75 + system.random() / 2);
    backoffMs = Math.min(backoffMs * 2, BACKOFF_MS_MAX);
    // New facts wake the loop too; only the time or the stop ends the pause.
    for (let leftMs = untilMs - system.monotonicMs(); leftMs > 0 && !stopping; ) {
      await wakeup.wait(leftMs);
      leftMs = untilMs - system.monotonicMs();
    }
  }

  function setUp(): void {
    if (state !== 'connected') logger.info({ waiting: waiting() }, 'events: connected to the broker');
    state = 'connected';
    reason = '';
  }

  /** Publishes until the session or this publisher ends; throws the session's reason. */
  async function pump(current: BrokerSession): Promise<void> {
    const assurance = createAssurance({
      ...{ system, verify: current.verify },
      onAssured(position) {
        assured = position;
        backoffMs = BACKOFF_MS_MIN;
        cursor.move(position);
      },
      onFailed: (why) => window.fail(why),
    });
    const window = createPublishWindow(wakeup, assurance.confirmed);
    try {
      await publishUntilEnd(current, window);
      await assurance.flush();
    } finally {
      assurance.stop();
    }
  }

  async function publishUntilEnd(current: BrokerSession, window: PublishWindow): Promise<void> {
    let sent = assured;
    const patience = createPatience(system, CONFIRM_MS_MAX);
    void current.ended.then(window.fail);
    current.onBlockedChange(wakeup.wake);
    setUp();
    while (!stopping) {
      if (window.failure()) throw new Error(window.failure() ?? '');
      const blocked = current.blocked();
      if (patience.isOver(blocked ? null : window.progress()))
        throw new Error(`the broker has confirmed nothing for ${CONFIRM_MS_MAX / 1000} s`);
      if (blocked) {
        state = 'blocked';
        reason = blocked;
      } else {
        setUp();
        sent = publishNext(current, window, sent);
      }
      if (blocked || window.full() || samePosition(sent, log.position())) await wakeup.wait(IDLE_MS_MAX);
    }
  }

  function publishNext(current: BrokerSession, window: PublishWindow, sent: EventPosition): EventPosition {
    if (window.full()) return sent;
    const page = log.read(sent, Math.min(READ_EVENTS_MAX, window.room()));
    if (page.type === 'gap') {
      logger.warn(
        { from: sent, to: page.position },
        'events: the log was trimmed before the broker had it all',
      );
      window.add(page.position, current.publish(gapMessage(sent, page.position, parts)));
      return page.position;
    }
    for (const event of page.events) {
      sent = positionOf(event);
      window.add(sent, current.publish(eventMessage(event, system)));
    }
    return sent;
  }

  function waiting(): number {
    const { incarnation, seq } = log.position();
    return incarnation === assured.incarnation ? seq - assured.seq : seq;
  }

  return {
    start() {
      assured = cursor.load();
      endings.push(log.subscribe(wakeup.wake));
      endings.push(
        parts.telemetry.subscribe((event) => {
          if (session && !session.blocked()) session.offer(eventMessage(event, system));
        }),
      );
      running = run();
    },
    async stop() {
      stopping = true;
      for (const end of endings) end();
      wakeup.wake();
      await running;
      await cursor.flush();
      state = 'stopped';
    },
    status: () => ({ state, reason, waiting: waiting() }),
  };
}

function positionOf(event: Event): EventPosition {
  return { incarnation: Number(event.incarnation), seq: Number(event.seq) };
}
