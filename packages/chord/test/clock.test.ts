// One member's clock jumps: its process slept, or its machine was suspended. The others' clocks go on as ever.
import { describe, expect, it } from 'vitest';
import { ChordNode, type Clock, DEMO } from '../src/index.ts';
import { whyNotOrdered } from './checkers/ordered-lists.ts';
import { lookUp, oracleOwner } from './support/oracle.ts';
import { type Inhabitant, World } from './support/world.ts';

/** Eight members of which the last has a clock of its own; `jump` sets that forward. */
async function ringWithJumper(seed: number) {
  const world = new World(seed);
  let aheadMs = 0;
  const own: Clock = {
    nowMs: () => world.clock.nowMs() + aheadMs,
    schedule: (delayMs, fn) => world.clock.schedule(delayMs, fn),
  };
  await world.grow(7);
  const contact = world.contact(7);
  const node = new ChordNode({
    self: contact,
    parameters: DEMO,
    remote: world.network.remoteOf(contact),
    clock: own,
    random: world.random,
    events: { emit() {} },
  });
  world.network.host(contact.address, node);
  const started = node.start([world.contact(0)]);
  await world.clock.until(() => node.snapshot().joined, 5_000);
  await started;
  const jumper: Inhabitant = { contact, node, events: [] };
  const members = () => [...world.alive, jumper];
  const jump = (ms: number) => {
    aheadMs += ms;
  };
  return { world, jumper, members, jump };
}

describe('a clock that jumps ahead', () => {
  it.each([1, 2, 3])('by hours, again and again, leaves the ring right, seed %i', async (seed) => {
    const { world, jumper, members, jump } = await ringWithJumper(seed);
    for (let i = 0; i < 20; i += 1) {
      jump(3_600_000);
      await world.clock.advance(world.random.below(800));
      expect(whyNotOrdered(members())).toBeNull();
    }
    await world.clock.advance(5_000);
    for (const member of members()) {
      const { owner } = await lookUp(world, member, jumper.contact.memberId);
      expect(owner.memberId).toBe(jumper.contact.memberId);
    }
  });

  it('in the middle of a lookup ends it by its deadline, with its code', async () => {
    const { world, jumper, members, jump } = await ringWithJumper(4);
    await world.clock.advance(10_000);
    const far = members().find(({ contact }) => {
      const { self, successors } = jumper.node.snapshot();
      return (
        contact.memberId !== self.memberId &&
        !successors.slice(0, 1).some((c) => c.memberId === contact.memberId)
      );
    }) as Inhabitant;
    const lookup = lookUp(world, jumper, far.contact.memberId, { routing: 'classic' });
    jump(60_000);
    const outcome = await lookup.then(
      ({ owner }) => owner.memberId,
      (error: { code: string }) => error.code,
    );
    expect(['LOOKUP_TIMEOUT', oracleOwner(members(), far.contact.memberId).memberId]).toContain(outcome);
  });
});
