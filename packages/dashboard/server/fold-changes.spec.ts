import { expect, test } from 'vitest';
import type { Change, PeerView, RingView } from '../src/wire.ts';
import type { EventView } from '../src/wire-event.ts';
import { foldChanges } from './fold-changes.ts';

const peer = (peerId: string, seq: number): Change => ({ kind: 'peer', peer: { peerId, seq } as PeerView });
const gone = (peerId: string): Change => ({ kind: 'peer_removed', peerId });
const ring = (members: number): Change => ({ kind: 'ring', ring: { members } as RingView });
const fact = (id: string): Change => ({ kind: 'fact', event: { id } as EventView });

test('of each peer and of the ring only the last word stays', () => {
  const changes = [peer('a', 1), ring(1), peer('b', 1), peer('a', 2), ring(2)];
  expect(foldChanges(changes)).toEqual([peer('b', 1), peer('a', 2), ring(2)]);
});

test('a peer that left and came back is there, one that came and left is not', () => {
  expect(foldChanges([gone('a'), peer('a', 3), peer('b', 1), gone('b')])).toEqual([peer('a', 3), gone('b')]);
});

test('every fact stays, in order', () => {
  expect(foldChanges([fact('1'), peer('a', 1), fact('2'), fact('1')])).toEqual([
    peer('a', 1),
    fact('1'),
    fact('2'),
    fact('1'),
  ]);
});
