import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';

describe('the quota', () => {
  it.each([
    ['500', 500],
    ['1K', 1_024],
    ['1.5G', 1.5 * 1024 ** 3],
    ['10GiB', 10 * 1024 ** 3],
    ['2 tb', 2 * 1024 ** 4],
    [4_096, 4_096],
  ])('%s is %s bytes', (given, bytes) => {
    expect(loadConfig({ quota: given }, {}).quota).toBe(bytes);
  });

  it('comes from the environment too, and is none unless given', () => {
    expect(loadConfig({}, { ACORDE_QUOTA: '1M' }).quota).toBe(1_048_576);
    expect(loadConfig({}, {}).quota).toBeUndefined();
  });

  it.each(['', 'much', '-1', '0', '1P', '1e9', '10 G x', Number.NaN, -5, 0.5])('%s is refused', (given) => {
    expect(() => loadConfig({ quota: given }, {})).toThrow(/quota/);
  });
});
