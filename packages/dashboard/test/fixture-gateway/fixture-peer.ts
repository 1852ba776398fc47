import type { PeerState, PeerView } from '../../src/wire.ts';
import { hash } from './fixture-ring.ts';

/** The i-th peer of the fixture, known by its name alone. */
export function fixturePeer(name: string, i: number, nowMs: number): PeerView {
  const peerId = hash(`peer/${name}`);
  return {
    peerId,
    name,
    address: `127.0.0.1:${50051 + i}`,
    api: `http://127.0.0.1:${8080 + i}`,
    zone: '',
    version: '0.1.0',
    state: 'up' satisfies PeerState,
    suspect: false,
    reason: '',
    incarnation: 1,
    seq: 0,
    members: [{ memberId: hash(`member/${name}`), index: 0, predecessor: null, successors: [], phase: 'up' }],
    holdings: { files: 0, bytes: 0, records: 0, entries: 0 },
    startedAtMs: nowMs - 3_725_000,
    residentBytes: 82_000_000 + i * 1_300_000,
    pid: 41_000 + i,
    events: 'direct',
    readAtMs: nowMs,
  };
}
