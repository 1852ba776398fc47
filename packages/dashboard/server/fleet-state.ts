// The state of the fleet as a pure reducer: from each peer's own state, from events that are newer than it, and from
// what the gateway found out by asking. Same inputs, same state; nothing here knows of time or connections.
import { safeNumber } from '@acorde/protocol';
import type { Event } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import type { Peer } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import type { GetStateResponse } from '@acorde/protocol/gen/acorde/v1/state_pb.ts';
import type { EventsView, FilesView, PeerState, PeerView, RingView } from '../src/wire.ts';
import { applyEvent } from './apply-event.ts';
import { ringView } from './ideal-ring.ts';
import { memberView } from './view.ts';

export interface FleetState {
  readonly peers: ReadonlyMap<string, PeerView>;
  readonly ring: RingView;
  readonly files: FilesView;
  readonly events: EventsView;
  /** Peers that left, with the incarnation that did: others may go on naming them for a while. */
  readonly gone: ReadonlyMap<string, number>;
  /** The network's r, as its peers tell it; 0 while none has. */
  readonly successorsWanted: number;
}

export type FleetAction =
  /** What one peer says of all. */
  | { readonly type: 'listed'; readonly peers: readonly Peer[] }
  /** What a peer says of itself. */
  | { readonly type: 'read'; readonly state: GetStateResponse; readonly atMs: number }
  /** A fact. */
  | { readonly type: 'event'; readonly event: Event }
  | { readonly type: 'suspected'; readonly peerId: string }
  /** It gave an answer, though not its state. */
  | { readonly type: 'answered'; readonly peerId: string }
  | { readonly type: 'failed'; readonly peerId: string; readonly reason: string }
  | { readonly type: 'removed'; readonly peerId: string }
  | { readonly type: 'source'; readonly events: EventsView };

const GONE_MAX = 1024;
const PEERS_MAX = 10_000;
const NO_FILES: FilesView = { copies: 0, bytes: 0, entries: 0, records: 0 };

export const EMPTY_FLEET: FleetState = {
  peers: new Map(),
  ring: { ideal: false, members: 0, unsettled: [] },
  files: NO_FILES,
  events: { source: 'direct', broker: 'none', reason: '' },
  gone: new Map(),
  successorsWanted: 0,
};

/** Throws INVALID_ARGUMENT when a peer's message is malformed; the state stays as it was. */
export function reduceFleet(state: FleetState, action: FleetAction): FleetState {
  switch (action.type) {
    case 'listed':
      return action.peers.reduce(withListed, state);
    case 'read':
      return withRead(state, action.state, action.atMs);
    case 'event': {
      const peer = state.peers.get(action.event.peerId);
      return peer ? withPeer(state, applyEvent(peer, action.event)) : state;
    }
    case 'suspected':
      return updatePeer(state, action.peerId, (peer) => (peer.suspect ? peer : { ...peer, suspect: true }));
    case 'answered':
      return updatePeer(state, action.peerId, withAnswer);
    case 'failed':
      return updatePeer(state, action.peerId, (peer) => withFailure(peer, action.reason));
    case 'removed':
      return withoutPeer(state, action.peerId);
    case 'source':
      return { ...state, events: action.events };
  }
}

function withFailure(peer: PeerView, reason: string): PeerView {
  if (peer.state === 'failed' && !peer.suspect) return peer;
  return { ...peer, state: 'failed', suspect: false, reason };
}

function withAnswer(peer: PeerView): PeerView {
  if (peer.state !== 'failed' && !peer.suspect) return peer;
  return { ...peer, state: peer.state === 'failed' ? 'up' : peer.state, suspect: false, reason: '' };
}

function withListed(state: FleetState, listed: Peer): FleetState {
  const incarnation = safeNumber(listed.incarnation, 'incarnation');
  const known = state.peers.get(listed.peerId);
  if (!known) {
    const wasHere = (state.gone.get(listed.peerId) ?? -1) >= incarnation;
    if (wasHere || listed.state === 'leaving' || state.peers.size >= PEERS_MAX) return state;
    return withPeer(state, unreadPeer(listed, incarnation));
  }
  if (incarnation > known.incarnation)
    return withPeer(state, { ...known, ...namesOf(listed), incarnation, seq: 0 });
  const leaves = listed.state === 'leaving' && incarnation === known.incarnation && known.state !== 'failed';
  return leaves ? withPeer(state, { ...known, state: 'leaving' }) : state;
}

function namesOf({ name, address, api, zone, version }: Peer) {
  return { name, address, api, zone, version };
}

/** A peer that was only heard of: it shows as joining until it was read, or found to have failed. */
function unreadPeer(listed: Peer, incarnation: number): PeerView {
  const members = listed.memberIds.slice(0, 16).map((memberId, index) => ({
    memberId,
    index,
    predecessor: null,
    successors: [],
    phase: 'joining',
  }));
  return {
    peerId: listed.peerId,
    ...namesOf(listed),
    state: 'joining',
    suspect: false,
    reason: '',
    incarnation,
    seq: 0,
    members,
    holdings: null,
    startedAtMs: null,
    residentBytes: null,
    pid: null,
    events: '',
    readAtMs: null,
  };
}

function withRead(state: FleetState, read: GetStateResponse, atMs: number): FleetState {
  const { peer } = read;
  if (!peer) return state;
  const incarnation = safeNumber(read.incarnation, 'incarnation');
  const seq = safeNumber(read.seq, 'seq');
  const known = state.peers.get(peer.peerId);
  const isOld = known !== undefined && known.incarnation > incarnation;
  if (isOld) return state;
  const eventsAreNewer = known?.incarnation === incarnation && known.seq > seq && known.readAtMs !== null;
  const base = known ?? unreadPeer(peer, incarnation);
  const own = eventsAreNewer
    ? { state: known.state === 'failed' ? stateOf(peer.state) : known.state }
    : { state: stateOf(peer.state), incarnation, seq, members: membersOf(read) };
  const told = { ...state, successorsWanted: read.successorsWanted || state.successorsWanted };
  return withPeer(told, {
    ...base,
    ...namesOf(peer),
    ...own,
    ...numbersOf(read, atMs),
    suspect: false,
    reason: '',
  });
}

function numbersOf(read: GetStateResponse, atMs: number) {
  const holdings = read.holdings && {
    files: safeNumber(read.holdings.files, 'files'),
    bytes: safeNumber(read.holdings.bytes, 'bytes'),
    records: safeNumber(read.holdings.records, 'records'),
    entries: safeNumber(read.holdings.entries, 'entries'),
  };
  return {
    holdings: holdings ?? null,
    startedAtMs: Math.round(atMs - read.uptimeSeconds * 1000),
    residentBytes: safeNumber(read.residentBytes, 'resident_bytes'),
    pid: read.pid,
    events: read.events,
    readAtMs: atMs,
  };
}

function membersOf(read: GetStateResponse) {
  return read.members.map(memberView).filter((member) => member !== null);
}

function stateOf(text: string): PeerState {
  return text === 'up' || text === 'leaving' ? text : 'joining';
}

function updatePeer(state: FleetState, peerId: string, change: (peer: PeerView) => PeerView): FleetState {
  const peer = state.peers.get(peerId);
  return peer ? withPeer(state, change(peer)) : state;
}

function withPeer(state: FleetState, peer: PeerView): FleetState {
  const known = state.peers.get(peer.peerId);
  if (known === peer) return state;
  const peers = new Map(state.peers).set(peer.peerId, peer);
  // Most events change no sum.
  const same =
    known?.state === peer.state && known.members === peer.members && known.holdings === peer.holdings;
  return same ? { ...state, peers } : summed({ ...state, peers });
}

function withoutPeer(state: FleetState, peerId: string): FleetState {
  const peer = state.peers.get(peerId);
  if (!peer) return state;
  const peers = new Map(state.peers);
  peers.delete(peerId);
  const gone = new Map([...state.gone].slice(-GONE_MAX)).set(peerId, peer.incarnation);
  return summed({ ...state, peers, gone });
}

/** Brings the sums up to date; each keeps its identity while it says the same. */
function summed(state: FleetState): FleetState {
  const ring = ringView(state.peers.values(), state.successorsWanted);
  const files = filesOf(state.peers.values());
  return {
    ...state,
    ring: JSON.stringify(ring) === JSON.stringify(state.ring) ? state.ring : ring,
    files: JSON.stringify(files) === JSON.stringify(state.files) ? state.files : files,
  };
}

function filesOf(peers: Iterable<PeerView>): FilesView {
  let sum = NO_FILES;
  for (const { state, holdings } of peers) {
    if (state !== 'up' || !holdings) continue;
    sum = {
      copies: sum.copies + holdings.files,
      bytes: sum.bytes + holdings.bytes,
      entries: sum.entries + holdings.entries,
      records: sum.records + holdings.records,
    };
  }
  return sum;
}
