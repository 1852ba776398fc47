import { describe, expect, it } from 'vitest';
import { createChunkWindow } from './chunk-window.ts';

const HEDGE_MS = 1000;
const all = { has: () => true };
const bytes = (value: number) => Uint8Array.of(value);

describe('a window of four chunks over ten', () => {
  const open = () => createChunkWindow(0, 10, 4);

  it('gives runs of what nobody loads, and no more than its width', () => {
    const window = open();
    expect(window.claim({}, all, 3, 0, HEDGE_MS)).toEqual({ first: 0, count: 3 });
    expect(window.claim({}, all, 3, 0, HEDGE_MS)).toEqual({ first: 3, count: 1 });
    expect(window.claim({}, all, 3, 0, HEDGE_MS)).toBeNull();
  });

  it('moves on when the reader takes, in order', () => {
    const window = open();
    window.claim({}, all, 4, 0, HEDGE_MS);
    window.fill(1, bytes(1));
    expect(window.take()).toBeNull();
    window.fill(0, bytes(0));
    expect(window.take()).toEqual(bytes(0));
    expect(window.take()).toEqual(bytes(1));
    expect(window.claim({}, all, 4, 0, HEDGE_MS)).toEqual({ first: 4, count: 2 });
  });

  it('gives back what a lane has not filled', () => {
    const window = open();
    const lane = {};
    window.claim(lane, all, 2, 0, HEDGE_MS);
    window.fill(0, bytes(0));
    window.release(lane);
    expect(window.claim({}, all, 4, 0, HEDGE_MS)).toEqual({ first: 1, count: 3 });
  });

  it('lets a second lane load the chunk that the reader waits for, after a while, and no third', () => {
    const window = open();
    const slow = {};
    window.claim(slow, all, 4, 0, HEDGE_MS);
    expect(window.claim({}, all, 1, HEDGE_MS - 1, HEDGE_MS)).toBeNull();
    expect(window.claim(slow, all, 1, HEDGE_MS, HEDGE_MS)).toBeNull();
    expect(window.claim({}, all, 4, HEDGE_MS, HEDGE_MS)).toEqual({ first: 0, count: 1 });
    expect(window.claim({}, all, 1, 3 * HEDGE_MS, HEDGE_MS)).toBeNull();
  });

  it('asks a holder only for what it has', () => {
    const window = open();
    const some = { has: (index: number) => index === 1 || index === 2 };
    expect(window.claim({}, some, 4, 0, HEDGE_MS)).toEqual({ first: 1, count: 2 });
    expect(window.claim({}, some, 4, 2 * HEDGE_MS, HEDGE_MS)).toBeNull();
    expect(window.claim({}, all, 1, 0, HEDGE_MS)).toEqual({ first: 0, count: 1 });
    expect(window.claim({}, some, 1, 2 * HEDGE_MS, HEDGE_MS)).toBeNull();
  });

  it('keeps the first bytes of a chunk that comes twice, and none that have been taken', () => {
    const window = open();
    window.fill(0, bytes(1));
    window.fill(0, bytes(2));
    expect(window.take()).toEqual(bytes(1));
    expect(window.needs(0)).toBe(false);
    window.fill(0, bytes(3));
    expect(window.take()).toBeNull();
  });

  it('is done when all have been taken', () => {
    const window = createChunkWindow(3, 4, 4);
    expect(window.done).toBe(false);
    window.fill(3, bytes(3));
    window.take();
    expect(window.done).toBe(true);
    expect(createChunkWindow(0, 0, 4).done).toBe(true);
  });
});
