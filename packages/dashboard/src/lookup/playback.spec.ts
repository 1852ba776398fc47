import { describe, expect, it } from 'vitest';
import { hop, peer } from '../model/fixtures.ts';
import { advance, control, factorFor, START } from './playback.ts';

const elm = peer('elm', '2');
const oak = peer('oak', '8');
const hops = [2, 4].map((ms, i) => hop(i + 1, elm, oak, { ms }));

describe('slow motion', () => {
  it('shows each hop for its own time by one factor', () => {
    expect(factorFor(hops)).toBe(200);
    const half = advance(START, hops, true, 200);
    expect(half).toEqual({ position: 0.5, playing: true, factor: 200 });
    expect(advance(half, hops, true, 200 + 400).position).toBe(1.5);
  });

  it('stops at the end once the lookup has ended, and waits there until then', () => {
    expect(advance(START, hops, false, 10_000)).toMatchObject({ position: 2, playing: true });
    expect(advance(START, hops, true, 10_000)).toMatchObject({ position: 2, playing: false });
  });

  it('goes on with a hop that comes later', () => {
    const waiting = advance(START, hops.slice(0, 1), false, 10_000);
    expect(waiting.position).toBe(1);
    expect(advance(waiting, hops, false, 100).position).toBeGreaterThan(1);
  });

  it('never runs faster than it was, nor when paused', () => {
    expect(factorFor([hop(1, elm, oak, { ms: 5_000 })])).toBe(1);
    const paused = control(START, 'pause', hops);
    expect(advance(paused, hops, true, 1_000)).toBe(paused);
  });

  it('has no factor before the first hop', () => {
    expect(factorFor([])).toBeNull();
    expect(advance(START, [], false, 16)).toBe(START);
  });
});

describe('the controls', () => {
  it('step from hop to hop and stop', () => {
    const one = control(START, 'step', hops);
    expect(one).toMatchObject({ position: 1, playing: false });
    expect(control(control(one, 'step', hops), 'step', hops).position).toBe(2);
  });

  it('finish, play again from the start, and change the speed', () => {
    const end = control(START, 'finish', hops);
    expect(end).toMatchObject({ position: 2, playing: false });
    expect(control(end, 'play', hops)).toMatchObject({ position: 0, playing: true });
    expect(control(end, 'slower', hops).factor).toBe(400);
    expect(control({ ...end, factor: 1 }, 'faster', hops).factor).toBe(1);
  });
});
