import type { PeerTransfer } from '../model/fleet-state.ts';
import type { PeerState } from '../wire.ts';

export type ShownState = 'running' | 'paused' | 'done' | 'failed' | 'cancelled' | 'lost';

/** A transfer as it is shown: the peer that moved the bytes takes what it was doing with it when it dies. */
export function shownState({ transfer }: PeerTransfer, peer: PeerState | undefined): ShownState {
  const { state } = transfer;
  if (state === 'running' || state === 'paused')
    return peer === undefined || peer === 'failed' ? 'lost' : state;
  return state === 'done' || state === 'cancelled' ? state : 'failed';
}
