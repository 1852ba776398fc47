import { describe, expect, it } from 'vitest';
import { createRateLimit } from './rate-limit.ts';
import { createManualSystem } from './testing/manual-system.ts';

/** Who of those that wait has gone, after everything that could go has gone. */
async function gone(of: readonly Promise<void>[]): Promise<number> {
  let count = 0;
  for (const one of of) void one.then(() => (count += 1)).catch(() => undefined);
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  return count;
}

describe('a limit of 1,000 bytes a second', () => {
  it('lets the first piece go, and each further one when those before it are paid for', async () => {
    const system = createManualSystem();
    const limit = createRateLimit(system, 1000);
    const all = [500, 500, 500].map((bytes) => limit.take(bytes));
    expect(await gone(all)).toBe(1);
    system.advance(500);
    expect(await gone(all)).toBe(2);
    system.advance(499);
    expect(await gone(all)).toBe(2);
    system.advance(1);
    expect(await gone(all)).toBe(3);
  });

  it('lets a piece go that is larger than a second, and then nothing until it is paid for', async () => {
    const system = createManualSystem();
    const limit = createRateLimit(system, 1000);
    const all = [5_000, 1].map((bytes) => limit.take(bytes));
    expect(await gone(all)).toBe(1);
    expect(limit.waitMs).toBeGreaterThan(4_900);
    system.advance(4_999);
    expect(await gone(all)).toBe(1);
    system.advance(1);
    expect(await gone(all)).toBe(2);
  });

  it('saves up only a moment of what nobody used', async () => {
    const system = createManualSystem();
    const limit = createRateLimit(system, 1000);
    system.advance(3_600_000);
    const all = Array.from({ length: 10 }, () => limit.take(100));
    expect(await gone(all)).toBe(3);
  });

  it('is forgotten by those who left', async () => {
    const system = createManualSystem();
    const limit = createRateLimit(system, 1000);
    await limit.take(1000);
    const leave = new AbortController();
    const left = limit.take(1_000_000, leave.signal);
    const stayed = limit.take(1);
    leave.abort();
    await expect(left).rejects.toMatchObject({ code: 'CANCELLED' });
    system.advance(1000);
    await stayed;
    await expect(limit.take(1, leave.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('may be raised or lifted while some wait', async () => {
    const system = createManualSystem();
    const limit = createRateLimit(system, 1);
    const all = [1_000_000, 10, 10].map((bytes) => limit.take(bytes));
    expect(await gone(all)).toBe(1);
    limit.set(1_000_000);
    system.advance(1_000);
    system.advance(1);
    expect(await gone(all)).toBe(3);
    const more = [5_000_000, 10, 10].map((bytes) => limit.take(bytes));
    limit.set(0);
    expect(await gone(more)).toBe(3);
    expect(limit.waitMs).toBe(0);
  });
});

it('no limit keeps nobody', async () => {
  const limit = createRateLimit(createManualSystem());
  expect(limit.waitMs).toBe(0);
  expect(await gone([limit.take(1e12), limit.take(1e12)])).toBe(2);
});
