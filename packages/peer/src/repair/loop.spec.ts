import { describe, expect, it } from 'vitest';
import { createManualSystem } from '../../test/records/manual-system.ts';
import { createLoop } from './loop.ts';

function setUp(run: (signal: AbortSignal) => Promise<void>) {
  const system = createManualSystem();
  const warnings: string[] = [];
  const log = { warn: (_: object, message: string) => void warnings.push(message) };
  const loop = createLoop({ name: 'work', intervalMs: 1_000, firstMs: 100, system, log }, run);
  return { system, warnings, loop };
}

describe('a loop', () => {
  it('runs first soon, then about every interval', async () => {
    const startedMs: number[] = [];
    const { system, loop } = setUp(async () => void startedMs.push(system.nowMs()));
    const beginMs = system.nowMs();
    loop.start();
    await system.advance(5_000);
    expect((startedMs[0] ?? 0) - beginMs).toBe(100);
    for (const [i, atMs] of startedMs.slice(1).entries()) {
      const gapMs = atMs - (startedMs[i] ?? 0);
      expect(gapMs).toBeGreaterThanOrEqual(750);
      expect(gapMs).toBeLessThanOrEqual(1_250);
    }
    expect(startedMs.length).toBeGreaterThanOrEqual(4);
  });

  it('goes on after a run that failed, and says so', async () => {
    let runs = 0;
    const { system, loop, warnings } = setUp(async () => {
      runs++;
      throw new Error('broken');
    });
    loop.start();
    await system.advance(3_000);
    expect(runs).toBeGreaterThanOrEqual(2);
    expect(warnings).toHaveLength(runs);
  });

  it('runs sooner when asked, and once more after a run during which it was asked', async () => {
    let runs = 0;
    const ends: (() => void)[] = [];
    const { system, loop } = setUp(() => {
      runs++;
      return new Promise((resolve) => ends.push(resolve));
    });
    loop.start();
    await system.advance(100);
    loop.soon(10);
    loop.soon(5);
    await system.advance(2_000);
    expect(runs).toBe(1);
    ends[0]?.();
    await system.advance(20);
    expect(runs).toBe(2);
  });

  it('aborts a run when it stops, and runs no more', async () => {
    let runs = 0;
    const { system, loop, warnings } = setUp((signal) => {
      runs++;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    });
    loop.start();
    await system.advance(100);
    await loop.stop();
    loop.soon(0);
    await system.advance(5_000);
    expect(runs).toBe(1);
    expect(warnings).toEqual([]);
  });

  it('does nothing before its start', async () => {
    let runs = 0;
    const { system, loop } = setUp(async () => void runs++);
    loop.soon(0);
    await system.advance(5_000);
    expect(runs).toBe(0);
    await loop.stop();
  });
});
