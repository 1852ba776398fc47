import { describe, expect, test } from 'vitest';
import type { MemberView, PeerView } from '../src/wire.ts';
import { ringView } from './ideal-ring.ts';

const idOf = (index: number) => String(index).padStart(64, '0');

function peer(
  index: number,
  predecessor: number | null,
  successors: number[],
  change: Partial<PeerView> = {},
): PeerView {
  const memberId = idOf(index);
  const member: MemberView = {
    ...{ memberId, index: 0, phase: 'up' },
    predecessor: predecessor === null ? null : idOf(predecessor),
    successors: successors.map(idOf),
  };
  return { peerId: memberId, state: 'up', members: [member], ...change } as PeerView;
}

describe('the ideal ring', () => {
  test('each member names the one before it and all the next ones, across zero', () => {
    const peers = [peer(1, 3, [2, 3]), peer(2, 1, [3, 1]), peer(3, 2, [1, 2])];
    expect(ringView(peers, 4)).toEqual({ ideal: true, members: 3, unsettled: [] });
  });

  test('a list that is too short, or in another order, is not ideal', () => {
    const peers = [peer(1, 3, [2]), peer(2, 1, [1, 3]), peer(3, 2, [1, 2])];
    expect(ringView(peers, 4)).toEqual({ ideal: false, members: 3, unsettled: [idOf(1), idOf(2)] });
  });

  test('a wrong predecessor is not ideal', () => {
    expect(ringView([peer(1, 1, [2]), peer(2, 1, [1])], 4).unsettled).toEqual([idOf(1)]);
  });

  test('one member is a ring of one, two rings of one are not one ring', () => {
    expect(ringView([peer(1, null, [])], 4).ideal).toBe(true);
    expect(ringView([peer(1, 1, [])], 4).ideal).toBe(true);
    expect(ringView([peer(1, 1, []), peer(2, 2, [])], 4).ideal).toBe(false);
  });

  test('peers that join, leave or have failed are not counted, and must not be named', () => {
    const gone = peer(3, 2, [1], { state: 'failed' });
    expect(ringView([peer(1, 2, [2]), peer(2, 1, [1]), gone], 4)).toMatchObject({ ideal: true, members: 2 });
    expect(ringView([peer(1, 3, [2, 3]), peer(2, 1, [1]), gone], 4).ideal).toBe(false);
  });

  test('no member is no ring', () => {
    expect(ringView([], 4)).toEqual({ ideal: false, members: 0, unsettled: [] });
  });

  test('lists are as long as the network wants them, whatever was seen', () => {
    const ring = (length: number) =>
      Array.from({ length: 9 }, (_, at) => {
        const after = (steps: number) => ((at + steps) % 9) + 1;
        return peer(
          at + 1,
          after(8),
          Array.from({ length }, (_none, step) => after(step + 1)),
        );
      });
    expect(ringView(ring(3), 3).ideal).toBe(true);
    expect(ringView(ring(3), 4).ideal).toBe(false);
    expect(ringView(ring(8), 8).ideal).toBe(true);
  });

  test('before any peer told how long the lists are, nothing is called ideal', () => {
    expect(ringView([peer(1, 2, [2]), peer(2, 1, [1])], 0).ideal).toBe(false);
  });
});
