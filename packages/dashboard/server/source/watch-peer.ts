// Watches one peer until the signal aborts: from the last event received, and again from there after each break.
import { safeNumber } from '@acorde/protocol';
import type { Heartbeat, WatchResponse } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import type { PeerClients } from '../peer-clients.ts';
import type { Position } from '../sequencer.ts';
import { delay, type System } from '../system.ts';
import type { EventHandlers, FollowedPeer } from './port.ts';

/** Peers send a heartbeat every second while nothing happens. */
const SILENCE_MS_MAX = 2_200;
const RETRY_MS_MIN = 200;
const RETRY_MS_MAX = 2_000;

export interface WatchPeerOptions {
  readonly clients: PeerClients;
  readonly handlers: EventHandlers;
  readonly system: System;
  readonly telemetry: boolean;
  readonly signal: AbortSignal;
  /** Ends the watch when it is true after a message, which brought `head`, the end of the log, if it was a heartbeat. */
  readonly until?: ((head: Position | null) => boolean) | undefined;
}

export async function watchPeer(peer: FollowedPeer, options: WatchPeerOptions): Promise<void> {
  const { handlers, system, signal } = options;
  let retryMs = RETRY_MS_MIN;
  while (!signal.aborted) {
    const startMs = system.monotonicMs();
    const reason = await watchOnce(peer, options);
    if (reason === null || signal.aborted) return;
    handlers.lost(peer.peerId, reason);
    if (system.monotonicMs() - startMs > RETRY_MS_MAX) retryMs = RETRY_MS_MIN;
    await delay(system, retryMs, signal);
    retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
  }
}

/** Null when `until` was reached, else why the watch ended. */
async function watchOnce(peer: FollowedPeer, options: WatchPeerOptions): Promise<string | null> {
  const { clients, handlers, system, telemetry, signal } = options;
  const from = handlers.position(peer.peerId);
  if (!from) return 'its state is not known yet';
  const call = new AbortController();
  const abort = () => call.abort();
  signal.addEventListener('abort', abort, { once: true });
  let silent = false;
  const onSilence = () => {
    silent = true;
    call.abort();
  };
  let cancelSilence = system.schedule(SILENCE_MS_MAX, onSilence);
  try {
    const request = { incarnation: BigInt(from.incarnation), afterSeq: BigInt(from.seq), telemetry };
    for await (const { part } of clients.events.watch(request, { signal: call.signal })) {
      cancelSilence();
      cancelSilence = system.schedule(SILENCE_MS_MAX, onSilence);
      if (!signal.aborted && !deliver(peer.peerId, part, options)) continue;
      // Before the stream is closed: closing waits for the peer, which may be silent.
      call.abort();
      return null;
    }
    return 'the watch ended';
  } catch (error) {
    return silent ? 'it is silent' : (error as Error).message;
  } finally {
    cancelSilence();
    signal.removeEventListener('abort', abort);
    call.abort();
  }
}

/** Whether the watch has done its work. */
function deliver(
  peerId: string,
  part: WatchResponse['part'],
  { handlers, until }: WatchPeerOptions,
): boolean {
  // A peer speaks for itself alone.
  if (part.case === 'event' && part.value.peerId === peerId) handlers.event(part.value, 'watch');
  if (part.case === 'gap') handlers.gap(peerId, toPosition(part.value));
  return until?.(part.case === 'heartbeat' ? toPosition(part.value) : null) ?? false;
}

function toPosition({ incarnation, seq }: Pick<Heartbeat, 'incarnation' | 'seq'>): Position {
  return { incarnation: safeNumber(incarnation, 'incarnation'), seq: safeNumber(seq, 'seq') };
}
