import { beforeEach, describe, expect, it } from 'vitest';
import { createManualSystem, type ManualSystem } from './files/testing/manual-system.ts';
import { createLoopDelay, type LoopDelay } from './loop-delay.ts';

let system: ManualSystem;
let delay: LoopDelay;

beforeEach(() => {
  system = createManualSystem();
  delay = createLoopDelay(system);
  delay.start();
});

function idle(ms: number): void {
  for (let passed = 0; passed < ms; passed += 20) system.advance(20);
}

describe('the delay of the event loop', () => {
  it('is none at first and while timers are on time', () => {
    expect(delay.quantileMs(0.99)).toBe(0);
    idle(1000);
    expect(delay.quantileMs(1)).toBe(0);
  });

  it('is what a timer waited while something else ran', () => {
    idle(1000);
    system.advance(520);
    expect(delay.quantileMs(1)).toBe(500);
  });

  it('counts a long wait for all the moments that fell into it', () => {
    idle(5000);
    system.advance(5020);
    // Half of the time something due would have waited, up to five seconds.
    expect(delay.quantileMs(0.45)).toBe(0);
    expect(delay.quantileMs(0.75)).toBeGreaterThan(2000);
    expect(delay.quantileMs(0.75)).toBeLessThan(3000);
  });

  it('is forgotten after a while', () => {
    system.advance(520);
    idle(15_000);
    expect(delay.quantileMs(1)).toBe(0);
  });

  it('is bounded by what is looked at, after a sleep of the machine too', () => {
    system.advance(10 * 3_600_000);
    expect(delay.quantileMs(1)).toBe(15_000);
    expect(delay.quantileMs(0)).toBe(20);
  });

  it('is not looked at any more after its end', () => {
    delay.stop();
    system.advance(10_000);
    expect(delay.quantileMs(1)).toBe(0);
  });
});
