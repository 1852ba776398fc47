import { expect, it } from 'vitest';
import { jittered } from './jittered.ts';

it('lies in [0.5 t, 1.5 t)', () => {
  expect(jittered({ next: () => 0 }, 100)).toBe(50);
  expect(jittered({ next: () => 0.5 }, 100)).toBe(100);
  expect(jittered({ next: () => 0.999 }, 100)).toBeCloseTo(149.9);
});
