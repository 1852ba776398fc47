import { describe, expect, it } from 'vitest';
import { foundRing, isIdeal, ownerOf, SIMULATED, World, whyNotIdeal } from '../src/index.ts';

async function founded(count: number, seed = 1): Promise<World> {
  const world = new World({ seed, parameters: SIMULATED });
  const hosts = Array.from({ length: count }, () => world.add());
  await foundRing(world, hosts);
  return world;
}

describe('a ring that is founded', () => {
  it.each([1, 2, 3, 4, 5, 6, 100])('of %i is ideal at once, and stays so by itself', async (count) => {
    const world = await founded(count);
    expect(whyNotIdeal(world)).toBeNull();
    expect(Object.values(world.network.sent).every((sent) => sent === 0)).toBe(true);
    await world.run(10_000);
    expect(isIdeal(world)).toBe(true);
  });

  it('has its fingers', async () => {
    const world = await founded(200);
    const self = world.hosts[7];
    const { fingers } = self?.process?.node.snapshot() ?? { fingers: [] };
    expect(fingers.length).toBeGreaterThan(4);
    for (const { exponent, contact } of fingers) {
      const start = (BigInt(`0x${self?.contact.memberId}`) + (1n << BigInt(exponent))) % (1n << 256n);
      const key = start.toString(16).padStart(64, '0') as typeof contact.memberId;
      expect(contact.memberId).toBe(ownerOf(key, world.members).self.memberId);
    }
  });
});
