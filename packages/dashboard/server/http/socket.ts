// The WebSocket /api/ws: greets each browser with what it lacks, then feeds it. Who may open one was checked before the
// upgrade. A browser says little; one that says much, or nonsense, is cut off.
import fastifyWebsocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  BAD_MESSAGE_CLOSE_CODE,
  type Cursor,
  IDLE_CLOSE_CODE,
  type ReplayAnswer,
  type Tick,
} from '../../src/wire.ts';
import { eventFilter } from '../event-filter.ts';
import { type EventWish, wishOf } from '../filtered-text.ts';
import type { Hub, Subscriber } from '../hub.ts';
import type { System } from '../system.ts';
import { createSocketReplay, replayFrame, type SocketReplayParts } from './socket-replay.ts';

const PAYLOAD_BYTES_MAX = 64 * 1024;
const SOCKETS_MAX = 512;
const HELLO_WAIT_MS = 500;
const PING_INTERVAL_MS = 10_000;
const MESSAGES_MAX = 30;
const TRY_AGAIN_LATER = 1013;

const message = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    cursor: z.object({ epoch: z.string().max(64), seq: z.number().int().min(0) }).optional(),
    filter: eventFilter.extend({ telemetry: z.boolean().default(true) }).optional(),
  }),
  z.object({ type: z.literal('ping') }),
  replayFrame,
]);

/** The part of a WebSocket that is used here. */
interface Socket {
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
  ping(): void;
  on(event: 'message', listener: (data: { toString(): string }, isBinary: boolean) => void): unknown;
  on(event: 'pong' | 'close' | 'error', listener: () => void): unknown;
}

export interface SocketRouteParts extends SocketReplayParts {
  readonly hub: Hub;
  readonly system: System;
}

export async function socketRoute(app: FastifyInstance, parts: SocketRouteParts): Promise<void> {
  let sockets = 0;
  await app.register(fastifyWebsocket, {
    options: { maxPayload: PAYLOAD_BYTES_MAX, perMessageDeflate: false },
  });
  app.get('/api/ws', { websocket: true }, (socket: Socket) => {
    if (sockets >= SOCKETS_MAX) return socket.close(TRY_AGAIN_LATER, 'too many browsers');
    sockets += 1;
    serve(socket, parts, () => {
      sockets -= 1;
    });
  });
}

function serve(socket: Socket, parts: SocketRouteParts, onClosed: () => void): void {
  const { hub, system } = parts;
  const subscriber: Subscriber = {
    send: (text) => socket.send(text),
    bufferedBytes: () => socket.bufferedAmount,
    close: (code, reason) => {
      socket.close(code, reason);
      // Who does not read does not answer the farewell either.
      system.schedule(PING_INTERVAL_MS, () => socket.terminate());
    },
  };
  let leave: (() => void) | null = null;
  const join = (cursor: Cursor | undefined, wish?: EventWish) => {
    cancelWait();
    leave ??= hub.join(subscriber, cursor, wish);
  };
  const cancelWait = system.schedule(HELLO_WAIT_MS, () => join(undefined));
  const stopPings = keepAlive(socket, subscriber, system);
  const allowance = createAllowance(system);
  const replay = createSocketReplay(parts);
  let closed = false;
  const answer = (message: Tick | ReplayAnswer) => {
    if (!closed) hub.answer(subscriber, message);
  };

  socket.on('message', (data, isBinary) => {
    const said = isBinary || !allowance() ? null : parse(data.toString());
    if (said === null) return subscriber.close(BAD_MESSAGE_CLOSE_CODE, 'not a message of this protocol');
    if (said.type === 'hello') join(said.cursor, said.filter && wishOf(said.filter, said.filter.telemetry));
    else if (said.type === 'replay') void replay(said).then(answer);
    else answer({ type: 'tick', seq: hub.cursor().seq, atMs: system.nowMs() });
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    closed = true;
    cancelWait();
    stopPings();
    leave?.();
    // No later than the close may anybody join.
    leave = () => {};
    onClosed();
  });
}

function parse(text: string): z.output<typeof message> | null {
  try {
    return message.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Whether one more message is allowed: so many at once, then as many a second. */
function createAllowance(system: System): () => boolean {
  let left = MESSAGES_MAX;
  let atMs = system.monotonicMs();
  return () => {
    const nowMs = system.monotonicMs();
    left = Math.min(MESSAGES_MAX, left + ((nowMs - atMs) / 1000) * MESSAGES_MAX);
    atMs = nowMs;
    left -= 1;
    return left >= 0;
  };
}

/** Pings; closes when two in a row were not answered. */
function keepAlive(socket: Socket, subscriber: Subscriber, system: System): () => void {
  let unanswered = 0;
  socket.on('pong', () => {
    unanswered = 0;
  });
  let cancel = system.schedule(PING_INTERVAL_MS, round);
  function round() {
    if (unanswered >= 2) return subscriber.close(IDLE_CLOSE_CODE, 'no answer to pings');
    unanswered += 1;
    socket.ping();
    cancel = system.schedule(PING_INTERVAL_MS, round);
  }
  return () => cancel();
}
