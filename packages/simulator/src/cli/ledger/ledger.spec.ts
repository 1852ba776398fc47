import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RunReport } from '../../runs/run-report.ts';
import { coreHash } from './core-hash.ts';
import { totalOf, withReport } from './ledger-entry.ts';

const report: RunReport = {
  seed: 1,
  problem: null,
  simulatedMs: 3_600_000,
  events: 10,
  counts: { crash: 2 },
  idealAfterMs: 1_500,
  history: [],
  script: [],
};

it('a ledger sums what its seeds were, and names the ones that failed', () => {
  const safety = totalOf({ core: 'abc', minutes: 60, members: 20, kinds: {} }, 'safety');
  const one = withReport(safety, report, 1_000);
  const two = withReport(one, { ...report, seed: 2, problem: 'lost', idealAfterMs: null }, 1_000);
  expect(two).toEqual({
    seeds: 2,
    failed: [{ seed: 2, problem: 'lost' }],
    simulatedHours: 2,
    events: 20,
    counts: { crash: 4 },
    idealRounds: { 2: 1 },
  });
});

it('a ledger leaves no seed out', () => {
  const safety = totalOf({ core: 'abc', minutes: 60, members: 20, kinds: {} }, 'safety');
  expect(() => withReport(safety, { ...report, seed: 3 }, 1_000)).toThrow('does not follow');
});

it('the hash of the core changes with its source, not with its tests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'acorde-core-'));
  try {
    writeFileSync(join(folder, 'a.ts'), 'a');
    const before = coreHash(folder);
    writeFileSync(join(folder, 'a.spec.ts'), 'test');
    expect(coreHash(folder)).toBe(before);
    writeFileSync(join(folder, 'a.ts'), 'b');
    expect(coreHash(folder)).not.toBe(before);
    expect(coreHash()).toMatch(/^[0-9a-f]{16}$/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
