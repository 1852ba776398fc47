import { expect, it } from 'vitest';
import { startSweeping } from './sweep-buffers.ts';
import type { System } from './system.ts';

const MIB = 1024 * 1024;

function situation() {
  let due: (() => void) | null = null;
  let waitsMs = 0;
  const heap = { bytes: 100 * MIB, collected: 0 };
  const system = {
    schedule(delayMs: number, fn: () => void) {
      due = fn;
      waitsMs = delayMs;
      return () => {
        due = null;
      };
    },
  } as unknown as System;
  const stop = startSweeping(system, {
    bufferBytes: () => heap.bytes,
    collectYoung() {
      heap.collected += 1;
      heap.bytes = 100 * MIB;
    },
  });
  const look = () => due?.();
  return { heap, look, stop, waitsMs: () => waitsMs, isWaiting: () => due !== null };
}

it('nothing is collected while nothing grows, however much there is', () => {
  const { heap, look, waitsMs } = situation();
  for (let i = 0; i < 5; i += 1) look();
  expect([heap.collected, waitsMs()]).toEqual([0, 250]);
});

it('what grows is collected, and looked at often from then on', () => {
  const { heap, look, waitsMs } = situation();
  heap.bytes += 9 * MIB;
  look();
  expect([heap.collected, waitsMs()]).toEqual([1, 2]);
  heap.bytes += 7 * MIB;
  look();
  expect(heap.collected).toBe(1);
  heap.bytes += 2 * MIB;
  look();
  expect(heap.collected).toBe(2);
});

it('when files have stopped passing, it is looked at seldom again', () => {
  const { heap, look, waitsMs } = situation();
  heap.bytes += 9 * MIB;
  look();
  for (let i = 0; i < 249; i += 1) look();
  expect([heap.collected, waitsMs()]).toEqual([1, 250]);
});

it('what has been stopped looks no more', () => {
  const { stop, isWaiting } = situation();
  stop();
  expect(isWaiting()).toBe(false);
});
