// One member lies. The ring of the others stays right, lookups find the true owner or fail with their code, and
// nothing loops without bound.
import { describe, expect, it } from 'vitest';
import { type Contact, identifier, type LookupStepReply, type Neighbors } from '../src/index.ts';
import { whyNotOrdered } from './checkers/ordered-lists.ts';
import { contactAt } from './support/contact-at.ts';
import { lookUp, oracleOwner } from './support/oracle.ts';
import { type Inhabitant, World } from './support/world.ts';

async function ringWithLiar(seed: number): Promise<{ world: World; liar: Inhabitant; honest: Inhabitant[] }> {
  const world = new World(seed);
  const members = await world.grow(10);
  await world.clock.advance(10_000);
  const [liar, ...honest] = members as [Inhabitant, ...Inhabitant[]];
  return { world, liar, honest };
}

function answersNeighbors(liar: Inhabitant, lie: (truth: Neighbors) => Neighbors): void {
  const honest = liar.node.handleGetNeighbors.bind(liar.node);
  liar.node.handleGetNeighbors = () => lie(honest());
}

function answersSteps(liar: Inhabitant, lie: () => LookupStepReply): void {
  liar.node.handleLookupStep = lie;
}

// Yields members of nowhere for ever; whoever reads it to the end never returns.
function endless(next: (i: number) => Contact): readonly Contact[] {
  return new Proxy([] as Contact[], {
    get: (target, name) => {
      if (name === 'length') return 1e9;
      if (typeof name === 'string' && /^\d+$/.test(name)) return next(Number(name));
      return Reflect.get(target, name);
    },
    has: () => true,
  });
}

const nowhere = (i: number) => contactAt((0x1000 + i).toString(16), 'nowhere');

describe('a member that claims every key', () => {
  it('is believed only where it can be the owner', async () => {
    const { world, liar, honest } = await ringWithLiar(1);
    answersSteps(liar, () => ({ kind: 'owner', owner: liar.contact, successors: [] }));
    let fooled = 0;
    for (const member of honest) {
      const key = world.contact(3_000 + world.random.below(100)).memberId;
      const { owner } = await lookUp(world, member, key, { routing: 'classic' });
      if (owner.memberId !== oracleOwner(world.alive, key).memberId) fooled += 1;
    }
    expect(fooled).toBe(0);
  });

  it('is not believed when it names another as the owner', async () => {
    const { world, liar, honest } = await ringWithLiar(2);
    const other = honest[0] as Inhabitant;
    answersSteps(liar, () => ({ kind: 'owner', owner: other.contact, successors: [] }));
    const lookup = lookUp(world, honest[1] as Inhabitant, liar.contact.memberId, { timeoutMs: 2_000 });
    await expect(lookup).rejects.toMatchObject({ code: 'LOOKUP_TIMEOUT' });
  });
});

describe('a member that leads astray', () => {
  it('sends nobody backwards', async () => {
    const { world, liar, honest } = await ringWithLiar(3);
    const back = honest.map(({ contact }) => ({ contact, reason: 'finger 255' }));
    answersSteps(liar, () => ({ kind: 'closer', next: back }));
    for (const member of honest) {
      const key = world.contact(4_000 + world.random.below(100)).memberId;
      const owner = oracleOwner(world.alive, key);
      if (owner.memberId === liar.contact.memberId) continue;
      const result = await lookUp(world, member, key, { routing: 'classic' });
      expect(result.owner.memberId).toBe(owner.memberId);
    }
  });

  it('with ever more members of nowhere cannot hold a lookup beyond its deadline', async () => {
    const { world, liar, honest } = await ringWithLiar(4);
    let step = 0;
    answersSteps(liar, () => {
      const next = endless((i) => nowhere(step + i))
        .slice(0, 50)
        .map((contact) => ({ contact, reason: 'hint' }));
      step += 50;
      return { kind: 'closer', next };
    });
    const startedMs = world.clock.nowMs();
    const lookup = lookUp(world, honest[0] as Inhabitant, liar.contact.memberId, { timeoutMs: 3_000 });
    await expect(lookup).rejects.toMatchObject({ code: 'LOOKUP_TIMEOUT' });
    expect(world.clock.nowMs() - startedMs).toBeLessThan(3_300);
  });
});

describe('a member that lies about its neighbours', () => {
  const lies: [string, (truth: Neighbors) => Neighbors][] = [
    ['an endless list', (truth) => ({ ...truth, successors: endless(nowhere) })],
    [
      'one member again and again',
      (truth) => ({ ...truth, successors: Array(50).fill(truth.successors[0]) }),
    ],
    ['its list backwards', (truth) => ({ ...truth, successors: [...truth.successors].reverse() })],
    ['a predecessor of nowhere', (truth) => ({ ...truth, predecessor: nowhere(7) })],
    ['itself as another', (truth) => ({ ...truth, member: nowhere(9) })],
    ['nobody', (truth) => ({ ...truth, predecessor: null, successors: [] })],
  ];

  it.each(lies)('%s: lists stay ordered, and keys of the others are found', async (_, lie) => {
    const { world, liar, honest } = await ringWithLiar(5);
    answersNeighbors(liar, lie);
    for (let i = 0; i < 50; i += 1) {
      await world.clock.advance(200);
      expect(whyNotOrdered(world.alive)).toBeNull();
    }
    const key = honest[4]?.contact.memberId ?? identifier('0'.repeat(64));
    const { owner } = await lookUp(world, honest[0] as Inhabitant, key);
    expect(owner.memberId).toBe(key);
  });
});

describe('a flood', () => {
  it('of notifies from members of nowhere changes no predecessor and costs few messages', async () => {
    const { world, honest } = await ringWithLiar(6);
    const target = honest[3] as Inhabitant;
    const { predecessor } = target.node.snapshot();
    const before = world.network.messages;
    for (let i = 0; i < 5_000; i += 1) {
      // Farther than the predecessor: each asks for the predecessor's life to be checked.
      const far = contactAt(`${predecessor?.memberId.slice(0, 4) ?? '0'}`, `nowhere ${i}`);
      await target.node.handleNotify({ ...far, incarnation: i });
      if (i % 50 === 0) await world.clock.advance(10);
    }
    await world.clock.advance(1_000);
    expect(target.node.snapshot().predecessor).toEqual(predecessor);
    expect(world.network.messages - before).toBeLessThan(2_000);
  });

  it('of contacts is remembered within bounds', async () => {
    const { world, honest } = await ringWithLiar(7);
    const target = honest[0] as Inhabitant;
    target.node.learn(Array.from({ length: 20_000 }, (_, i) => world.contact(10_000 + i)));
    const { knownMax, passiveMax } = world.parameters;
    expect(target.node.known().length).toBeLessThanOrEqual(knownMax + passiveMax);
  });
});
