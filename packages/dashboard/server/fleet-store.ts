// Holds the state of the fleet and tells what each action changed of it.
import type { Change, PeerView } from '../src/wire.ts';
import { EMPTY_FLEET, type FleetAction, type FleetState, reduceFleet } from './fleet-state.ts';

export interface FleetStore {
  get(): FleetState;
  /** Throws INVALID_ARGUMENT for a malformed message; nothing is changed then. */
  dispatch(action: FleetAction): void;
}

export function createFleetStore(onChange: (changes: readonly Change[]) => void): FleetStore {
  let state = EMPTY_FLEET;
  return {
    get: () => state,
    dispatch(action) {
      const before = state;
      state = reduceFleet(before, action);
      if (state !== before) onChange(changesOf(before, state));
    },
  };
}

/** Every fact moves a peer's seq, and most change nothing else of it: the fact itself is told anyway. */
function differsInSeqAlone(before: PeerView, after: PeerView): boolean {
  const keys = Object.keys(after) as (keyof PeerView)[];
  return before.seq !== after.seq && keys.every((key) => key === 'seq' || before[key] === after[key]);
}

export function changesOf(before: FleetState, after: FleetState): Change[] {
  const changes: Change[] = [];
  if (before.peers !== after.peers) {
    for (const [peerId, peer] of after.peers) {
      const known = before.peers.get(peerId);
      if (known !== peer && !(known && differsInSeqAlone(known, peer))) changes.push({ kind: 'peer', peer });
    }
    for (const peerId of before.peers.keys()) {
      if (!after.peers.has(peerId)) changes.push({ kind: 'peer_removed', peerId });
    }
  }
  if (before.ring !== after.ring) changes.push({ kind: 'ring', ring: after.ring });
  if (before.files !== after.files) changes.push({ kind: 'files', files: after.files });
  if (before.events !== after.events) changes.push({ kind: 'events', events: after.events });
  return changes;
}
