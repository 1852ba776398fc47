// Follows the events of peers themselves, each over EventService.Watch: the Connect protocol with JSON, so that any HTTP
// client can do the same. A peer that goes away is asked again, from its last event on.
import { type Event, EventSchema, WatchResponseSchema } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { create, fromJson, type JsonValue } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { System } from '../system.ts';
import { type CloudEvent, toCloudEvent } from './cloud-event.ts';
import { passes, type TailFilter } from './tail-filter.ts';

export interface WatchTailOptions {
  /** URLs of API listeners. */
  readonly apis: readonly string[];
  readonly token: string | null;
  readonly filter: TailFilter;
  /** Unix milliseconds; absent: from now on. */
  readonly sinceMs?: number | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly system: System;
  readonly signal: AbortSignal;
  readonly onEvent: (event: CloudEvent) => void;
  /** A watch ended and is tried again. */
  readonly onLost: (api: string, reason: string) => void;
  /** Called once for each peer, when it answers. */
  readonly onReady?: (() => void) | undefined;
}

const RETRY_MS = 1_000;
/** Peers send a heartbeat every second. */
const SILENCE_MS_MAX = 5_000;
const FRAME_BYTES_MAX = 4 * 1024 * 1024;
const PREFIX_BYTES = 5;
const END_OF_STREAM = 2;

interface Place {
  request: { incarnation?: string; afterSeq?: string; since?: string };
}

/** Runs until the signal aborts. */
export async function tailWatch(options: WatchTailOptions): Promise<void> {
  await Promise.all(options.apis.map((api) => followPeer(api, options)));
}

async function followPeer(api: string, options: WatchTailOptions): Promise<void> {
  const { sinceMs, signal, system } = options;
  const since = sinceMs === undefined ? {} : { since: new Date(sinceMs).toISOString() };
  const place: Place = { request: since };
  let told = '';
  while (!signal.aborted) {
    const reason = await watchOnce(api, place, options).catch((error: Error) => reasonOf(error));
    if (signal.aborted) return;
    if (reason !== told) options.onLost(api, reason);
    told = reason;
    await new Promise<void>((resolve) => {
      const cancel = system.schedule(RETRY_MS, resolve);
      signal.addEventListener('abort', () => [cancel(), resolve()], { once: true });
    });
  }
}

/** Why it ended. */
async function watchOnce(api: string, place: Place, options: WatchTailOptions): Promise<string> {
  const { filter, signal, system } = options;
  const call = new AbortController();
  const end = () => call.abort(new Error('it is silent'));
  let cancelSilence = system.schedule(SILENCE_MS_MAX, end);
  const body = envelope({ ...place.request, telemetry: filter.telemetry || filter.types.length > 0 });
  const response = await options.fetch(`${api}/acorde.v1.EventService/Watch`, {
    method: 'POST',
    headers: {
      'content-type': 'application/connect+json',
      'connect-protocol-version': '1',
      ...(options.token === null ? {} : { authorization: `Bearer ${options.token}` }),
    },
    body,
    signal: AbortSignal.any([signal, call.signal]),
  });
  if (!response.ok || !response.body) return `it answered ${response.status}`;
  options.onReady?.();
  try {
    for await (const frame of frames(response.body)) {
      cancelSilence();
      cancelSilence = system.schedule(SILENCE_MS_MAX, end);
      if (frame.flags & END_OF_STREAM) return endOf(frame.json);
      deliver(frame.json, place, options);
    }
    return 'the watch ended';
  } finally {
    cancelSilence();
  }
}

function deliver(json: JsonValue, place: Place, { filter, onEvent, system }: WatchTailOptions): void {
  const { part } = fromJson(WatchResponseSchema, json, { ignoreUnknownFields: true });
  if (part.case === 'heartbeat') {
    if (place.request.incarnation === undefined && place.request.since === undefined)
      place.request = { incarnation: String(part.value.incarnation), afterSeq: String(part.value.seq) };
    return;
  }
  if (part.case === undefined) return;
  const event = part.case === 'event' ? part.value : gapEvent(part.value, system);
  if (part.case === 'gap' || event.seq !== 0n) {
    const seq = part.case === 'gap' ? part.value.seq : event.seq;
    place.request = { incarnation: String(event.incarnation), afterSeq: String(seq) };
  }
  if (event.fact.case === undefined) return;
  const cloudEvent = toCloudEvent(event, () => system.uuid());
  if (passes(filter, cloudEvent)) onEvent(cloudEvent);
}

/** What a reader of the broker gets in this case. */
function gapEvent({ incarnation, seq }: { incarnation: bigint; seq: bigint }, system: System): Event {
  const value = { nextIncarnation: incarnation, nextSeq: seq + 1n };
  const time = timestampFromMs(system.nowMs());
  return create(EventSchema, { incarnation, time, fact: { case: 'logGap', value } });
}

function endOf(json: JsonValue): string {
  const { error } = json as { error?: { code?: string; message?: string } };
  return error ? `${error.code}: ${error.message ?? ''}` : 'the watch ended';
}

function envelope(message: object): Uint8Array<ArrayBuffer> {
  const json = Buffer.from(JSON.stringify(message));
  const bytes = new Uint8Array(PREFIX_BYTES + json.length);
  new DataView(bytes.buffer).setUint32(1, json.length);
  bytes.set(json, PREFIX_BYTES);
  return bytes;
}

async function* frames(body: AsyncIterable<Uint8Array>): AsyncGenerator<{ flags: number; json: JsonValue }> {
  let rest = Buffer.alloc(0);
  for await (const piece of body) {
    rest = Buffer.concat([rest, piece]);
    while (rest.length >= PREFIX_BYTES) {
      const bytes = rest.readUInt32BE(1);
      if (bytes > FRAME_BYTES_MAX) throw new Error(`a message of ${bytes} bytes`);
      if (rest.length < PREFIX_BYTES + bytes) break;
      const json = JSON.parse(rest.subarray(PREFIX_BYTES, PREFIX_BYTES + bytes).toString()) as JsonValue;
      yield { flags: rest[0] ?? 0, json };
      rest = rest.subarray(PREFIX_BYTES + bytes);
    }
  }
}

function reasonOf(error: Error): string {
  const cause = (error.cause as { code?: string; message?: string } | undefined) ?? {};
  return cause.code ?? cause.message ?? error.message;
}
