import { expect, it } from 'vitest';
import { Backoff } from './backoff.ts';

it('grows by its factor while nothing changes, to its maximum, and starts over when something does', () => {
  const backoff = new Backoff(100, 150, 1.2);
  expect([backoff.next(false), backoff.next(false), backoff.next(false)]).toEqual([120, 144, 150]);
  expect(backoff.next(true)).toBe(100);
  backoff.next(false);
  backoff.reset();
  expect(backoff.next(false)).toBe(120);
});
