import { afterEach, describe, expect, it } from 'vitest';
import type { Entry } from '../../src/records/record.ts';
import { manifestOf } from '../records/samples.ts';
import { shareAt } from '../records/share.ts';
import { copyOf, createKeepers, type Keepers } from './keepers.ts';

const NAMES = ['ana', 'bruno', 'carla', 'diego', 'elena', 'felipe', 'gloria', 'hugo'];
let keepers: Keepers;
afterEach(() => keepers?.close());

async function put(name: string, holders: readonly string[]): Promise<Entry> {
  const { fileId } = manifestOf(name);
  const peers = holders.map((holder) => keepers.keeper(holder));
  for (const { copies } of peers) copies.set(fileId, copyOf(name));
  return shareAt(keepers.cluster, peers[0]!, name, name, peers);
}

const advance = (ms: number) => keepers.cluster.system.advance(ms);

describe('copies beyond three', () => {
  it('go when a holder that was thought dead comes back, and never are there fewer than three', async () => {
    keepers = createKeepers(NAMES);
    const files = await Promise.all(
      Array.from({ length: 12 }, (_, i) => put(`file ${i}`, ['ana', 'bruno', 'carla'])),
    );
    keepers.cluster.kill('bruno');
    keepers.heal();
    await advance(40_000);
    keepers.cluster.revive('bruno');
    keepers.heal();
    for (const { fileId } of files) expect(keepers.holdersOf(fileId)).toHaveLength(4);
    for (let second = 0; second < 300; second++) {
      await advance(1_000);
      for (const { fileId } of files) expect(keepers.holdersOf(fileId).length).toBeGreaterThanOrEqual(3);
    }
    for (const { fileId } of files) {
      expect(keepers.holdersOf(fileId)).toHaveLength(3);
      const { holders } = await keepers.keeper('hugo').records.facts(fileId);
      expect(holders.filter(({ gone }) => !gone)).toHaveLength(3);
    }
  });

  it('go down to three when everybody has one', async () => {
    keepers = createKeepers(NAMES);
    const { fileId } = await put('popular.iso', NAMES);
    await advance(600_000);
    expect(keepers.holdersOf(fileId)).toHaveLength(3);
    // The publisher keeps what it shares.
    expect(keepers.holdersOf(fileId)).toContain('ana');
  });

  it('stay while one of the three others does not answer', async () => {
    keepers = createKeepers(NAMES, 3_600_000);
    const { fileId } = await put('careful.txt', ['ana', 'bruno', 'carla', 'diego']);
    keepers.cluster.kill('ana');
    await advance(600_000);
    expect(keepers.holdersOf(fileId)).toEqual(['bruno', 'carla', 'diego']);
  });

  it('stay while one of the three others has lost its bytes and does not know it', async () => {
    keepers = createKeepers(NAMES, 3_600_000);
    const { fileId } = await put('careful.txt', ['ana', 'bruno', 'carla', 'diego']);
    keepers.keeper('ana').copies.delete(fileId);
    await advance(600_000);
    expect(keepers.holdersOf(fileId)).toEqual(['bruno', 'carla', 'diego']);
  });

  it('stay when they are the only ones in their zone', async () => {
    keepers = createKeepers(NAMES);
    for (const name of NAMES) keepers.keeper(name).zone = name === 'ana' ? 'south' : 'north';
    for (const name of NAMES)
      Object.assign(keepers.keeper(name).contact, { zone: keepers.keeper(name).zone });
    const entries = await Promise.all(
      Array.from({ length: 8 }, (_, i) => put(`file ${i}`, ['bruno', 'ana', 'carla', 'diego', 'elena'])),
    );
    await advance(900_000);
    for (const { fileId } of entries) {
      const holders = keepers.holdersOf(fileId);
      expect(holders).toContain('ana');
      expect(holders.length).toBeGreaterThanOrEqual(3);
      expect(holders.length).toBeLessThanOrEqual(4);
    }
  });
});
