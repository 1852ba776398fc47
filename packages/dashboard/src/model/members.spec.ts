import { describe, expect, it } from 'vitest';
import { id, peer } from './fixtures.ts';
import { membersOf, ownerOf, predecessorOf } from './members.ts';

const elm = peer('elm', '2');
const oak = peer('oak', '8');
const ash = peer('ash', 'c');
const ring = (...peers: (typeof elm)[]) => membersOf(new Map(peers.map((p) => [p.peerId, p])));

describe('the members of the ring', () => {
  it('stand in order of place, not of peers', () => {
    expect(ring(ash, elm, oak).map((m) => m.name)).toEqual(['elm', 'oak', 'ash']);
  });

  it('of one peer with several places carry their number', () => {
    const members = [elm.members[0]!, { ...elm.members[0]!, memberId: id('d'), index: 1 }];
    expect(ring({ ...elm, members }).map((m) => m.name)).toEqual(['elm 0', 'elm 1']);
  });

  it.each([
    ['5', 'oak'],
    ['8', 'oak'],
    ['d', 'elm'],
    ['0', 'elm'],
  ])('own a key as its successor: %s', (key, name) => {
    expect(ownerOf(ring(elm, oak, ash), id(key))?.name).toBe(name);
  });

  it('that failed own nothing', () => {
    expect(ownerOf(ring(elm, { ...oak, state: 'failed' }, ash), id('5'))?.name).toBe('ash');
    expect(ownerOf([], id('5'))).toBeNull();
  });

  it('have a predecessor across zero; alone they have none', () => {
    expect(predecessorOf(ring(elm, oak, ash), id('2'))).toBe(id('c'));
    expect(predecessorOf(ring(elm), id('2'))).toBeNull();
  });
});
