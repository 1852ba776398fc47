import { expect, it } from 'vitest';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import { CancellationSource } from '../cancellation-source.ts';
import { pause } from './pause.ts';

it('ends after its time', async () => {
  const clock = new VirtualClock();
  let ended = false;
  void pause(clock, 100, new CancellationSource()).then(() => {
    ended = true;
  });
  await clock.advance(99);
  expect(ended).toBe(false);
  await clock.advance(1);
  expect(ended).toBe(true);
});

it('ends when cancelled', async () => {
  const source = new CancellationSource();
  const paused = pause(new VirtualClock(), 1e9, source);
  source.cancel();
  await paused;
});
