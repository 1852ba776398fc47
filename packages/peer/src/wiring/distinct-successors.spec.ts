import type { Contact, Identifier } from '@acorde/chord';
import { describe, expect, it } from 'vitest';
import { type Located, locateDistinct } from './distinct-successors.ts';

/** A ring of members at places 1, 2, 3 ... of the peers named, with lists of `r`. */
function ringOf(peers: readonly string[], r: number) {
  const members = peers.map((peerId, i): Contact => {
    const memberId = (i + 1).toString(16).padStart(2, '0').padEnd(64, '0') as Identifier;
    return { memberId, peerId, index: 0, address: peerId, zone: '', incarnation: 1 };
  });
  let asked = 0;
  const locate = async (key: Identifier): Promise<Located> => {
    asked += 1;
    const from = Math.max(
      members.findIndex(({ memberId }) => memberId >= key),
      0,
    );
    const round = [...members.slice(from), ...members.slice(0, from)];
    return { owner: round[0]!, successors: round.slice(1, r + 1) };
  };
  return { locate, asked: () => asked };
}

const START = '0'.repeat(64) as Identifier;
const peersOf = ({ owner, successors }: Located) =>
  [owner, ...successors].map(({ peerId }) => peerId).join('');

describe('the distinct peers that follow a key', () => {
  it('are read from one list where each peer hosts one member', async () => {
    const ring = ringOf(['a', 'b', 'c', 'd', 'e'], 4);
    expect(peersOf(await locateDistinct(START, 3, ring.locate))).toBe('abcde');
    expect(ring.asked()).toBe(1);
  });

  it('are looked for further on where one peer stands for a whole list', async () => {
    const ring = ringOf([...'aaaaabbbbbccdd'], 4);
    expect(peersOf(await locateDistinct(START, 3, ring.locate))).toBe('aaaaabbbbbccdd'.slice(0, 15));
    expect(ring.asked()).toBe(3);
  });

  it('are all there are, when these are fewer', async () => {
    const ring = ringOf([...'aabb'], 2);
    expect(peersOf(await locateDistinct(START, 3, ring.locate))).toBe('aabb');
  });

  it('are one in a ring of one', async () => {
    const ring = ringOf(['a'], 4);
    expect(peersOf(await locateDistinct(START, 3, ring.locate))).toBe('a');
  });

  it('do not make the walk endless when a list leads nowhere new', async () => {
    const far = ringOf([...'aaaaaaaaaa'], 1);
    await locateDistinct(START, 3, far.locate);
    expect(far.asked()).toBeLessThanOrEqual(17);
  });
});
