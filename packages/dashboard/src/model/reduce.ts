// The one reducer of the page: what the gateway said, applied in order. Pure; replay would run the same function.
import type { Change, Delta, Resumed, ServerMessage, Snapshot } from '../wire.ts';
import { addToFeed } from './feed.ts';
import type { FleetState, LinkState } from './fleet-state.ts';
import { reduceFact } from './reduce-fact.ts';
import { reduceTelemetry } from './reduce-telemetry.ts';
import { watchUnrest } from './unrest.ts';

export type Action =
  | { readonly type: 'message'; readonly message: ServerMessage; readonly atMs: number }
  | { readonly type: 'link'; readonly status: LinkState['status'] };

export function reduce(state: FleetState, action: Action): FleetState {
  if (action.type === 'link') {
    return state.link.status === action.status
      ? state
      : { ...state, link: { ...state.link, status: action.status } };
  }
  return heard(reduceMessage(state, action.message, action.atMs), action.message, action.atMs);
}

function heard(state: FleetState, message: ServerMessage, atMs: number): FleetState {
  const status = state.epoch === '' ? 'connecting' : 'live';
  const skewMs = 'atMs' in message ? message.atMs - atMs : state.skewMs;
  return { ...state, skewMs, link: { status, heardAtMs: atMs } };
}

function reduceMessage(state: FleetState, message: ServerMessage, atMs: number): FleetState {
  switch (message.type) {
    case 'snapshot':
      return watchUnrest(state, applySnapshot(state, message, atMs), message.atMs);
    case 'delta':
      return watchUnrest(state, applyDelta(state, message), message.atMs);
    case 'telemetry':
      return message.events.reduce((before, event) => reduceTelemetry(before, event, atMs), state);
    case 'resumed':
      return state.epoch === message.epoch ? applyResumed(state, message) : state;
    case 'tick':
      return state;
  }
}

function applySnapshot(state: FleetState, snapshot: Snapshot, atMs: number): FleetState {
  const again = state.epoch !== '';
  const gap = again
    ? addToFeed(state, [{ kind: 'resync', id: `resync/${state.feedCount}`, timeMs: atMs }])
    : state;
  const known = new Set(gap.feed.map((item) => (item.kind === 'event' ? item.event.id : item.id)));
  const news = snapshot.recent.filter((event) => !known.has(event.id));
  const fed = addToFeed(
    gap,
    news.map((event) => ({ kind: 'event', event })),
  );
  return {
    ...news.reduce(reduceFact, again ? { ...fed, repairs: new Set<string>() } : fed),
    epoch: snapshot.epoch,
    seq: snapshot.seq,
    peers: new Map(snapshot.peers.map((peer) => [peer.peerId, peer])),
    ring: snapshot.ring,
    events: snapshot.events,
    files: snapshot.files,
  };
}

/** A delta that is not the next one changes nothing: the socket notices and connects again. */
function applyDelta(state: FleetState, delta: Delta): FleetState {
  if (state.epoch === '' || delta.seq !== state.seq + 1) return state;
  return delta.changes.reduce(applyChange, { ...state, seq: delta.seq });
}

function applyResumed(state: FleetState, { seq, changes }: Resumed): FleetState {
  return changes.reduce(applyChange, { ...state, seq });
}

function applyChange(state: FleetState, change: Change): FleetState {
  switch (change.kind) {
    case 'peer':
      return { ...state, peers: new Map(state.peers).set(change.peer.peerId, change.peer) };
    case 'peer_removed': {
      const peers = new Map(state.peers);
      peers.delete(change.peerId);
      return { ...state, peers };
    }
    case 'ring':
      return { ...state, ring: change.ring };
    case 'events':
      return { ...state, events: change.events };
    case 'files':
      return { ...state, files: change.files };
    case 'fact':
      return reduceFact(addToFeed(state, [{ kind: 'event', event: change.event }]), change.event);
    default:
      return state;
  }
}
