// Small made-up peers and events for the specs of this folder and its neighbours.
import type { PeerView, Snapshot } from '../wire.ts';
import type { ContactView, EventData, EventType, EventView, HopView } from '../wire-event.ts';

export const id = (head: string) => head.padEnd(64, '0');

export function peer(name: string, place: string, change: Partial<PeerView> = {}): PeerView {
  return {
    peerId: id(`f${place}`),
    name,
    address: '127.0.0.1:50051',
    api: 'http://127.0.0.1:8080',
    zone: '',
    version: '0.1.0',
    state: 'up',
    suspect: false,
    reason: '',
    incarnation: 1,
    seq: 1,
    members: [{ memberId: id(place), index: 0, predecessor: null, successors: [], phase: 'up' }],
    holdings: { files: 0, bytes: 0, records: 0, entries: 0 },
    startedAtMs: 0,
    residentBytes: null,
    pid: null,
    events: 'direct',
    readAtMs: null,
    ...change,
  };
}

export function contact(of: PeerView): ContactView {
  const { peerId, members, address, zone, incarnation } = of;
  return { peerId, memberId: members[0]?.memberId ?? '', index: 0, address, zone, incarnation };
}

export function snapshot(peers: readonly PeerView[], change: Partial<Snapshot> = {}): Snapshot {
  return {
    type: 'snapshot',
    epoch: 'e1',
    seq: 7,
    atMs: 5_000,
    peers,
    ring: { ideal: true, members: peers.length, unsettled: [] },
    events: { source: 'direct', broker: 'none', reason: '' },
    files: { copies: 0, bytes: 0, entries: 0, records: 0 },
    recent: [],
    ...change,
  };
}

let made = 0;

export function event<Type extends EventType>(
  type: Type,
  of: PeerView,
  data: EventData[Type],
  seq = 0,
): EventView {
  const { peerId, incarnation } = of;
  const key = seq === 0 ? `t${++made}` : `${peerId}/${incarnation}/${seq}`;
  return { id: key, peerId, incarnation, seq, timeMs: 1_000, type, data } as EventView;
}

export function hop(index: number, from: PeerView, to: PeerView, change: Partial<HopView> = {}): HopView {
  return {
    index,
    attempt: 1,
    from: contact(from),
    to: contact(to),
    reason: 'finger 255',
    outcome: 'forwarded',
    ms: 2,
    ...change,
  };
}
