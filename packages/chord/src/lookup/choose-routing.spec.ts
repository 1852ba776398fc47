import { describe, expect, it } from 'vitest';
import { routeView } from '../../test/support/route-view.ts';
import { chooseRouting, estimateRingSize } from './choose-routing.ts';

// Two successors within a sixteenth of the circle: about 32 members.
const dense = { self: '00', successors: ['08', '10'] };
const places = (count: number) => Array.from({ length: count }, (_, i) => (0x20 + i * 2).toString(16));

describe('chooseRouting', () => {
  it('leaves a choice that was made', () => {
    expect(chooseRouting(routeView(dense), 'full')).toBe('full');
    expect(chooseRouting(routeView({ self: '00' }), 'classic')).toBe('classic');
  });

  it.each([
    ['hints where few of the ring are known', { ...dense, known: places(4) }, 'hints'],
    ['full where most are', { ...dense, known: places(30) }, 'full'],
    ['full in a ring of one', { self: '00' }, 'full'],
    ['hints where too many are known', { ...dense, known: places(60) }, 'hints'],
  ])('is %s', (_, knowledge, routing) => {
    expect(chooseRouting(routeView(knowledge), 'auto')).toBe(routing);
  });
});

describe('estimateRingSize', () => {
  it.each([
    [{ self: '00' }, 1],
    [{ self: '00', successors: ['80'] }, 2],
    [dense, 32],
    [{ self: 'f0', successors: ['00', '10'] }, 16],
  ])('%#', (knowledge, size) => {
    expect(estimateRingSize(routeView(knowledge).state)).toBe(size);
  });
});
