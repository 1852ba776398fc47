// Follows the log for one reader (EventService.Watch). The log itself is the buffer: a reader that is slow reads older
// facts, and gets a gap once the log was trimmed past it, so nothing grows here. Telemetry has a small buffer of its
// own and is dropped when that is full.
import { AcordeError } from '@acorde/protocol';
import type { Event, WatchResponseSchema } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { System } from '../system.ts';
import type { EventLog } from './event-log.ts';
import type { EventPosition } from './fact.ts';
import type { Telemetry } from './telemetry.ts';
import { createWakeup } from './wakeup.ts';

export type WatchPart = MessageInitShape<typeof WatchResponseSchema>;

export interface WatchOptions {
  readonly telemetry: boolean;
  readonly signal: AbortSignal;
}

/** A place in the log, a time, or now. */
export type WatchStart = EventPosition | { readonly sinceMs: number } | null;

/** Everything after `after`, then what comes, until the signal aborts. The first message is a
 * heartbeat, which says how far the log is, then one comes after each second in which nothing happened. Errors: OVERLOADED. */
export type Watch = (after: WatchStart, options: WatchOptions) => AsyncIterable<WatchPart>;

const HEARTBEAT_MS = 1000;
const READ_EVENTS_MAX = 256;
const TELEMETRY_EVENTS_MAX = 512;
const WATCHERS_MAX = 64;

export function createWatch(parts: { log: EventLog; telemetry: Telemetry; system: System }): Watch {
  const { log, telemetry, system } = parts;
  let watchers = 0;

  return async function* watch(after, options) {
    if (watchers >= WATCHERS_MAX)
      throw new AcordeError('OVERLOADED', `${WATCHERS_MAX} watchers are here already`);
    watchers += 1;
    const wakeup = createWakeup(system);
    const passing: Event[] = [];
    const unsubscribe = [
      log.subscribe(wakeup.wake),
      options.telemetry ? telemetry.subscribe(keep) : () => {},
    ];
    options.signal.addEventListener('abort', wakeup.wake);
    try {
      yield* follow(placeOf(after), passing, wakeup.wait, options.signal);
    } finally {
      options.signal.removeEventListener('abort', wakeup.wake);
      for (const end of unsubscribe) end();
      watchers -= 1;
    }

    function keep(event: Event): void {
      if (passing.length < TELEMETRY_EVENTS_MAX) passing.push(event);
      wakeup.wake();
    }
  };

  function placeOf(start: WatchStart): EventPosition {
    if (start === null) return log.position();
    return 'sinceMs' in start ? log.positionAt(start.sinceMs) : start;
  }

  async function* follow(
    start: EventPosition,
    passing: Event[],
    wait: (timeoutMs: number) => Promise<boolean>,
    signal: AbortSignal,
  ): AsyncGenerator<WatchPart> {
    let position = start;
    yield heartbeat(log.position());
    while (!signal.aborted) {
      for (const event of passing.splice(0)) yield eventPart(event);
      const page = log.read(position, READ_EVENTS_MAX);
      if (page.type === 'gap') {
        position = page.position;
        yield { part: { case: 'gap', value: toMessage(position) } };
        continue;
      }
      for (const event of page.events) {
        yield eventPart(event);
        position = { incarnation: Number(event.incarnation), seq: Number(event.seq) };
      }
      if (page.events.length > 0 || passing.length > 0) continue;
      if (!(await wait(HEARTBEAT_MS)) && !signal.aborted) yield heartbeat(log.position());
    }
  }
}

function eventPart(event: Event): WatchPart {
  return { part: { case: 'event', value: event } };
}

function heartbeat(position: EventPosition): WatchPart {
  return { part: { case: 'heartbeat', value: toMessage(position) } };
}

function toMessage({ incarnation, seq }: EventPosition) {
  return { incarnation: BigInt(incarnation), seq: BigInt(seq) };
}
