import { describe, expect, it } from 'vitest';
import { createLimits, type LimitValues, RATE_BYTES_MIN } from './limits.ts';
import { createManualSystem } from './testing/manual-system.ts';

const invalid = expect.objectContaining({ code: 'INVALID_ARGUMENT' });

describe('the limits of a peer', () => {
  it('are none at first, but of what is bounded anyway', () => {
    expect(createLimits(createManualSystem()).values()).toEqual({
      upBytesPerSecond: 0,
      downBytesPerSecond: 0,
      transfersMax: 512,
      streamsPerSource: 2,
    });
  });

  it('change one by one, and the rates follow', () => {
    const limits = createLimits(createManualSystem(), { upBytesPerSecond: RATE_BYTES_MIN });
    expect(limits.set({ downBytesPerSecond: 1_000_000, transfersMax: 3 })).toMatchObject({
      upBytesPerSecond: RATE_BYTES_MIN,
      downBytesPerSecond: 1_000_000,
      transfersMax: 3,
    });
    expect([limits.up.bytesPerSecond, limits.down.bytesPerSecond]).toEqual([RATE_BYTES_MIN, 1_000_000]);
    limits.set({ upBytesPerSecond: 0 });
    expect(limits.up.bytesPerSecond).toBe(0);
  });

  it.each<Partial<LimitValues>>([
    { upBytesPerSecond: -1 },
    { upBytesPerSecond: 1 },
    { downBytesPerSecond: RATE_BYTES_MIN + 0.5 },
    { downBytesPerSecond: Number.NaN },
    { downBytesPerSecond: Number.POSITIVE_INFINITY },
    { transfersMax: 0 },
    { transfersMax: 513 },
    { streamsPerSource: 0 },
    { streamsPerSource: 9 },
  ])('are refused with %o, and then nothing has changed', (bad) => {
    const limits = createLimits(createManualSystem());
    const before = limits.values();
    expect(() => limits.set({ transfersMax: 7, streamsPerSource: 3, ...bad })).toThrow(invalid);
    expect(limits.values()).toEqual(before);
    expect(limits.up.bytesPerSecond).toBe(0);
  });
});
