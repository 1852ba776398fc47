import type { TransferView } from '../../src/wire-event.ts';
import type { FixtureFleet } from './fixture-fleet.ts';

const MIB = 1024 * 1024;

/** A download of ten chunks, three of which are there: from two peers, and from a third that was given up. */
export function fixtureTransfer(fleet: FixtureFleet, change: Partial<TransferView> = {}): TransferView {
  const [first, second, third] = fleet.up.slice(-3);
  const giver = (peerId: string, chunks: number) => ({
    ...{ peerId, moved: chunks * MIB, bytesPerSecond: chunks * MIB },
    ...{ state: 'active', error: '' },
  });
  return {
    ...{ transferId: 't1', kind: 'get', fileId: 'f'.repeat(64), name: 'film.mp4', state: 'running' },
    ...{ size: 10 * MIB, moved: 3 * MIB, startTimeMs: Date.now() - 2_000 },
    ...{ bytesPerSecond: 3 * MIB, secondsLeft: 3, copies: 0, copiesWanted: 0 },
    sources: [
      giver(first!.peerId, 2),
      giver(second!.peerId, 1),
      { ...giver(third!.peerId, 0), state: 'dropped', error: 'PEER_UNREACHABLE' },
    ],
    pieces: {
      ...{ chunks: 10, chunksPerPiece: 1 },
      runs: [
        { count: 2, state: 'done', source: 0 },
        { count: 1, state: 'fetching', source: 1 },
        { count: 4, state: 'missing' },
        { count: 1, state: 'done', source: 1 },
        { count: 2, state: 'missing' },
      ],
    },
    ...change,
  };
}
