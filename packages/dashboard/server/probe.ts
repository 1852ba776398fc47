// Asks a peer whether it is there, over a new connection each time: an old one may be broken while the peer is well.
// Nothing is shown as failed before this has said so.
import type { GetStateResponse } from '@acorde/protocol/gen/acorde/v1/state_pb.ts';
import { Code, ConnectError } from '@connectrpc/connect';
import type { PeerDialer } from './peer-clients.ts';
import type { FollowedPeer } from './source/port.ts';
import { delay, type System } from './system.ts';

export type ProbeResult =
  | { readonly alive: true; readonly state: GetStateResponse | null }
  | { readonly alive: false; readonly reason: string };

export interface ProbeOptions {
  readonly attempts: number;
}

const ATTEMPT_TIMEOUT_MS = 1_000;
const PAUSE_MS = 100;

export async function probePeer(
  peer: FollowedPeer,
  { attempts }: ProbeOptions,
  parts: { dialer: PeerDialer; system: System },
): Promise<ProbeResult> {
  let reason = '';
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    if (attempt > 1) await delay(parts.system, PAUSE_MS);
    const line = parts.dialer.fresh(peer);
    try {
      const state = await line.clients.state.getState({}, { timeoutMs: ATTEMPT_TIMEOUT_MS });
      if (state.peer?.peerId === peer.peerId) return { alive: true, state };
      reason = 'another peer answers at its address';
    } catch (error) {
      const failure = ConnectError.from(error);
      // An error that came over the wire is an answer: the peer is alive.
      if (failure.isWireError) return { alive: true, state: null };
      reason = failure.code === Code.DeadlineExceeded ? 'it does not answer' : failure.rawMessage;
    } finally {
      line.close();
    }
  }
  return { alive: false, reason };
}
