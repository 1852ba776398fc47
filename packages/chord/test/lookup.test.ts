import { beforeAll, describe, expect, it } from 'vitest';
import { CancellationSource, type Routing } from '../src/index.ts';
import { becomesIdeal } from './support/ideal.ts';
import { lookUp, oracleOwner } from './support/oracle.ts';
import { type Inhabitant, World } from './support/world.ts';

const ROUTINGS: readonly Routing[] = ['auto', 'classic', 'full'];

describe('a lookup in a quiet ring of 20', () => {
  const world = new World(20);
  beforeAll(async () => {
    await world.grow(20);
    await world.clock.advance(20_000);
  });

  it.each(ROUTINGS)('finds the owner from every member, routing %s', async (routing) => {
    for (const member of world.alive) {
      for (let i = 0; i < 10; i += 1) {
        const key = world.contact(1_000 + i).memberId;
        const result = await lookUp(world, member, key, { routing });
        expect(result.owner.memberId).toBe(oracleOwner(world.alive, key).memberId);
        expect(result.hops.length).toBeLessThanOrEqual(5);
      }
    }
  });

  it('has no hops when the asking member owns the key', async () => {
    const [member] = world.alive as [Inhabitant];
    const result = await lookUp(world, member, member.contact.memberId);
    expect(result).toMatchObject({ owner: member.contact, hops: [] });
  });

  it('names the places of the replicas: the owner and the successors of the owner', async () => {
    const [member, owner] = world.alive as [Inhabitant, Inhabitant];
    const result = await lookUp(world, member, owner.contact.memberId);
    expect(result.successors).toEqual(owner.node.snapshot().successors);
  });

  it('traces each hop from the member that named the next', async () => {
    for (const member of world.alive) {
      const { hops } = await lookUp(world, member, world.contact(5_000).memberId, { routing: 'classic' });
      expect(hops.map((hop) => hop.index)).toEqual(hops.map((_, i) => i + 1));
      hops.forEach((hop, i) => {
        expect(hop.from).toEqual(i === 0 ? member.contact : hops[i - 1]?.to);
        expect(hop.reason).toMatch(/^(finger \d+|successor \d+)$/);
        expect(hop.ms).toBeGreaterThan(0);
      });
      expect(hops.at(-1)?.outcome ?? 'owner').toBe('owner');
    }
  });

  it('takes one hop where the ring is known in full', async () => {
    const contacts = world.alive.map((m) => m.contact);
    const [member] = world.alive as [Inhabitant];
    member.node.learn(contacts);
    for (const { memberId } of contacts.slice(1)) {
      expect((await lookUp(world, member, memberId)).hops).toMatchObject([
        { reason: 'member', outcome: 'owner' },
      ]);
    }
  });

  it('can be cancelled', async () => {
    const [member] = world.alive as [Inhabitant];
    const cancellation = new CancellationSource();
    const far = member.node.snapshot().fingers[0]?.contact.memberId ?? member.contact.memberId;
    const first = member.node.lookup(far, { cancellation }).next();
    cancellation.cancel();
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('refuses what is no key', async () => {
    const [member] = world.alive as [Inhabitant];
    await expect(member.node.lookup('not a key' as never).next()).rejects.toThrow(RangeError);
  });
});

describe('a lookup while members die', () => {
  it.each(ROUTINGS)('routes around dead members before the ring has noticed, routing %s', async (routing) => {
    const world = new World(31);
    const members = await world.grow(20);
    await world.clock.advance(20_000);
    for (let i = 1; i <= 3; i += 1) world.crash(members[i * 5] as Inhabitant);
    for (const member of world.alive) {
      const key = world.contact(2_000 + world.random.below(1_000)).memberId;
      const result = await lookUp(world, member, key, { routing });
      expect(result.owner.memberId).toBe(oracleOwner(world.alive, key).memberId);
    }
  });

  it('finds the heir of a key whose owner has just died', async () => {
    const world = new World(32);
    const members = await world.grow(8);
    await world.clock.advance(10_000);
    const victim = members[3] as Inhabitant;
    world.crash(victim);
    const heir = oracleOwner(world.alive, victim.contact.memberId);
    const result = await lookUp(world, members[0] as Inhabitant, victim.contact.memberId);
    expect(result.owner.memberId).toBe(heir.memberId);
    expect(result.hops.map((hop) => hop.outcome)).toContain('unreachable');
  });

  it('fails with LOOKUP_TIMEOUT when nobody answers', async () => {
    const world = new World(33);
    const members = await world.grow(8);
    await becomesIdeal(world, 5_000);
    const [member, ...others] = members as [Inhabitant, ...Inhabitant[]];
    world.network.split([[member.contact.address]]);
    const key = (others[0] as Inhabitant).contact.memberId;
    await expect(lookUp(world, member, key, { timeoutMs: 400 })).rejects.toMatchObject({
      code: 'LOOKUP_TIMEOUT',
    });
  });

  it('starts over when an attempt runs dry, within its deadline', async () => {
    const world = new World(34);
    const members = await world.grow(8);
    await becomesIdeal(world, 5_000);
    const [member] = members as [Inhabitant];
    world.network.split([[member.contact.address]]);
    const key = members[4]?.contact.memberId ?? member.contact.memberId;
    const found = lookUp(world, member, key, { timeoutMs: 4_000 });
    world.clock.schedule(600, () => world.network.heal());
    const result = await found;
    expect(result.owner.memberId).toBe(oracleOwner(world.alive, key).memberId);
    expect(result.hops.at(-1)?.attempt).toBeGreaterThan(1);
  });
});
