import { describe, expect, it } from 'vitest';
import { SeededRandom } from './seeded-random.ts';

const draw = (random: SeededRandom, count = 4) => Array.from({ length: count }, () => random.below(1_000));

describe('SeededRandom', () => {
  it('repeats itself for one seed and one stream', () => {
    expect(draw(new SeededRandom(7, 'network'))).toEqual(draw(new SeededRandom(7, 'network')));
  });

  it.each([
    [8, 'network'],
    [7, 'jitter'],
    [7 + 2 ** 32, 'network'],
  ])('differs for seed %i and stream %s', (seed, stream) => {
    expect(draw(new SeededRandom(seed, stream))).not.toEqual(draw(new SeededRandom(7, 'network')));
  });

  it('spreads evenly over its range', () => {
    const random = new SeededRandom(1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i += 1) counts[random.below(10)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('samples without repetition, all when asked for more', () => {
    const items = [1, 2, 3, 4, 5];
    expect(new Set(new SeededRandom(1).sample(items, 3)).size).toBe(3);
    expect(new SeededRandom(1).sample(items, 9).sort()).toEqual(items);
    expect(new SeededRandom(1).pick([])).toBeUndefined();
  });

  it('makes identifiers', () => {
    expect(new SeededRandom(1).identifier()).toMatch(/^[0-9a-f]{64}$/);
  });
});
