import { describe, expect, it } from 'vitest';
import { adoptersInOrder } from './choose-adopter.ts';

const peer = (peerId: string, zone: string) => ({ peerId, address: `${peerId}:1`, zone });
const ALL = [peer('a', 'north'), peer('b', 'north'), peer('c', 'south'), peer('d', 'east')];
const order = (copies: string[], zones: string[], numbers: number[]) => {
  const next = numbers.values();
  return adoptersInOrder(ALL, new Set(copies), new Set(zones), () => next.next().value ?? 0).map(
    ({ peerId }) => peerId,
  );
};

describe('who takes a copy', () => {
  it('is not who has one', () => {
    expect(order(['a', 'c'], [], [0.1, 0.2])).toEqual(['b', 'd']);
  });

  it('is first who is in a zone without one', () => {
    expect(order(['a'], ['north'], [0.1, 0.3, 0.2])).toEqual(['d', 'c', 'b']);
  });

  it('is drawn by lot among equals', () => {
    expect(order([], [], [0.9, 0.1, 0.5, 0.3])).toEqual(['b', 'd', 'c', 'a']);
  });
});
