// Whether a value out of a file is a message of the gateway, as far as the page relies on it: the shapes of peers, of
// the ring and of events. It is told by comparing with a specimen of each, field by field.
import type { FilesView, PeerView, RingView } from '../wire.ts';
import { checkEvent } from './check-event.ts';
import { fits } from './fits.ts';

const ID = /^[0-9a-f]{64}$/;
const LIST_MAX = 100_000;

const PEER = {
  peerId: '',
  name: '',
  address: '',
  api: '',
  zone: '',
  version: '',
  state: '',
  suspect: false,
  reason: '',
  incarnation: 0,
  seq: 0,
  events: '',
} satisfies Partial<Record<keyof PeerView, unknown>>;
const HOLDINGS = { files: 0, bytes: 0, records: 0, entries: 0 };
const RING: RingView = { ideal: false, members: 0, unsettled: [] };
const FILES: FilesView = { copies: 0, bytes: 0, entries: 0, records: 0 };
const EVENTS = { source: '', broker: '', reason: '' };
const STATES = ['joining', 'up', 'leaving', 'failed'];

export function checkMessage(value: unknown): boolean {
  if (!fits(value, { type: '' })) return false;
  const message = value as Record<string, unknown> & { type: string };
  switch (message.type) {
    case 'snapshot':
      return (
        fits(message, { epoch: '', seq: 0, atMs: 0, ring: RING, events: EVENTS, files: FILES }) &&
        all(message.peers, checkPeer) &&
        all(message.recent, checkEvent)
      );
    case 'delta':
      return fits(message, { seq: 0, atMs: 0 }) && all(message.changes, checkChange);
    case 'telemetry':
      return all(message.events, checkEvent);
    case 'tick':
      return fits(message, { seq: 0, atMs: 0 });
    case 'resumed':
      return fits(message, { seq: 0 });
    default:
      return false;
  }
}

function checkChange(value: unknown): boolean {
  if (!fits(value, { kind: '' })) return false;
  const change = value as Record<string, unknown> & { kind: string };
  switch (change.kind) {
    case 'peer':
      return checkPeer(change.peer);
    case 'peer_removed':
      return fits(change, { peerId: '' });
    case 'ring':
      return fits(change, { ring: RING });
    case 'events':
      return fits(change, { events: EVENTS });
    case 'files':
      return fits(change, { files: FILES });
    case 'fact':
      return checkEvent(change.event);
    default:
      // A kind that came later than this page: it changes nothing here.
      return true;
  }
}

function checkPeer(value: unknown): boolean {
  if (!fits(value, PEER)) return false;
  const peer = value as PeerView;
  const holdings = peer.holdings === null || fits(peer.holdings, HOLDINGS);
  const number = (n: unknown) => n === null || typeof n === 'number';
  const numbers = number(peer.startedAtMs) && number(peer.residentBytes) && number(peer.pid);
  return (
    ID.test(peer.peerId) &&
    STATES.includes(peer.state) &&
    holdings &&
    numbers &&
    all(peer.members, checkMember)
  );
}

function checkMember(value: unknown): boolean {
  if (!fits(value, { memberId: '', index: 0, phase: '' })) return false;
  const { memberId, predecessor, successors } = value as Record<string, unknown>;
  const isId = (id: unknown) => typeof id === 'string' && ID.test(id);
  return isId(memberId) && (predecessor === null || isId(predecessor)) && all(successors, isId);
}

function all(value: unknown, check: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= LIST_MAX && value.every(check);
}
