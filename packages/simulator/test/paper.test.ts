// One test for each claim of the papers, at sizes that take a moment; `npm run sim -- paper` runs them at the papers' own.
import { describe, expect, it } from 'vitest';
import {
  blockLoss,
  churn,
  classicOnly,
  FrozenRing,
  pathLengths,
  plot,
  recursive,
  simultaneousFailures,
  summarize,
  virtualNodes,
} from '../src/index.ts';

const few = { seed: 1, lookups: 400, rings: 2 };

describe('ToN 2003, section IV: lookups', () => {
  it('contact about half of log2 N members, and one more that is the owner (section VI-C)', async () => {
    const { rows, broken } = await pathLengths({ ...few, sizes: [64, 256], lists: [1], rings: 6 });
    expect(broken).toEqual([]);
    for (const [, , mean, , p99, half] of rows.map((row) => row.map(Number)) as number[][]) {
      expect(mean).toBeGreaterThan(half as number);
      expect(mean).toBeLessThan((half as number) + 1.1);
      expect(p99).toBeLessThan(2 * (half as number) + 2);
    }
  });

  it('grow by half a member when N doubles (Theorem IV.2: O(log N))', async () => {
    const { rows } = await pathLengths({ ...few, sizes: [64, 128, 256], lists: [1] });
    const means = rows.map(([, , mean]) => Number(mean));
    expect(Number(means[1]) - Number(means[0])).toBeCloseTo(0.5, 0);
    expect(Number(means[2]) - Number(means[1])).toBeCloseTo(0.5, 0);
  });

  it('need about log2 N fingers (section IV-D)', async () => {
    const ring = new FrozenRing(1, classicOnly(1));
    await ring.found(256);
    const fingers = ring.world.hosts.map((host) => host.process?.node.snapshot().fingers.length ?? 0);
    expect(summarize(fingers).mean).toBeGreaterThan(6);
    expect(summarize(fingers).max).toBeLessThanOrEqual(2 * 8);
  });
});

describe('ToN 2003, section VI-D, Table II: after half of the members have failed at once', () => {
  it('every lookup still reaches the first live member after its key, at the price of timeouts', async () => {
    const { rows, broken } = await simultaneousFailures({ seed: 3, lookups: 300, members: 100, rings: 1 });
    expect(rows.map((row) => row.at(-1))).toEqual([0, 0, 0, 0, 0, 0]);
    const timeouts = rows.map((row) => Number(row[5]));
    expect(timeouts).toEqual([...timeouts].sort((a, b) => a - b));
    // The paths of 100 members are shorter than the paper's of 1,000: nothing there can be said to be broken.
    expect(broken.filter((line) => line.includes('lookups failed'))).toEqual([]);
  });

  it('and with one successor each, some do not (section IV-E.3: r is what survives)', async () => {
    const ring = new FrozenRing(1, classicOnly(1));
    await ring.found(50);
    ring.fail(0.5);
    const measured = await ring.measure(50);
    expect(measured.some(({ resolved }) => !resolved)).toBe(true);
  });
});

describe('ToN 2003, section VI-E, Table III: while members join and leave', () => {
  it('no lookup fails that the paper would not lose', async () => {
    const { rows, broken } = await churn({ seed: 1, lookups: 60, members: 60, rates: 1 });
    expect(broken).toEqual([]);
    expect(rows).toHaveLength(1);
    expect(Number(rows[0]?.[5])).toBe(0);
  });
});

describe('ToN 2003, section VI-B: load', () => {
  it('is uneven by a factor of log N with one member a peer, and evens out with more', () => {
    const { rows } = virtualNodes({ ...few, peers: 2_000 });
    const most = rows.map((row) => Number(row[5]));
    expect(most).toEqual([...most].sort((a, b) => b - a));
    expect(most[0]).toBeGreaterThan(Math.log2(2_000) / 2);
    expect(most.at(-1)).toBeLessThan(2.5);
  });
});

describe('CFS (SOSP 2001): blocks', () => {
  it('are lost as p^k when a share p fails and each has k copies', () => {
    const { rows, broken } = blockLoss({ ...few, members: 300, blocks: 20_000 });
    expect(broken).toEqual([]);
    expect(rows).toHaveLength(16);
  });
});

describe('a table', () => {
  it('says what does not hold', async () => {
    const { broken } = await pathLengths({ seed: 1, lookups: 1, sizes: [64], lists: [1] });
    expect(broken).toEqual([expect.stringContaining('is not within 3 % of 3.79')]);
    expect(() => summarize([])).toThrow('nothing');
  });

  it('becomes a plot, the same each time', () => {
    const line = {
      name: 'r = 1',
      colour: '#000000',
      points: [
        [64, 3],
        [1_024, 5],
      ] as const,
    };
    const svg = plot({ title: 'Paths', x: 'members', y: 'hops', lines: [line, { ...line, dashed: true }] });
    expect(svg).toContain('<svg xmlns="http://www.w3.org/2000/svg"');
    expect(svg).toContain('1,024');
    expect(svg.match(/<circle/g)).toHaveLength(2);
    expect(svg).not.toContain('NaN');
  });
});

describe('Dabek et al. 2004: iterative and recursive lookups', () => {
  it('handing the question on saves ways, and nothing where the first member asked is the owner', async () => {
    const { rows } = await recursive({ ...few, sizes: [128] });
    const ratios = rows.map((row) => Number(row.at(-1)));
    expect(ratios[0]).toBeGreaterThan(0.5);
    expect(ratios[0]).toBeLessThan(0.8);
    expect(ratios[1]).toBeGreaterThan(ratios[0] as number);
    expect(rows[2]?.slice(2)).toEqual([expect.closeTo(1, 1), rows[2]?.[3], rows[2]?.[3], 1]);
  });
});
