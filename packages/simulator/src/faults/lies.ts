// What a lying member answers. It cannot make up members, since contacts are authenticated before the core sees them; so it
// names real ones, dead ones too, in any order, any number of times, as many as it likes, and claims what is not its own.
import type { Contact, LookupStepReply, Neighbors } from '@acorde/chord';
import type { Method } from '../network/network.ts';
import type { SeededRandom } from '../random/seeded-random.ts';

// Longer than any list that is read to its end.
const ENDLESS = 2_000;

/** Makes what a member answers into something else. */
export type Lie = (method: Method, self: Contact, reply: unknown) => unknown;

/** Another lie at each answer, about these members. */
export function liesAbout(known: readonly Contact[], random: SeededRandom): Lie {
  return (method, self, reply) => {
    if (method === 'getNeighbors') return neighbors(reply as Neighbors, known, random);
    if (method === 'lookupStep') return step(self, known, random);
    return reply;
  };
}

function neighbors(truth: Neighbors, known: readonly Contact[], random: SeededRandom): Neighbors {
  const predecessor = random.chance(0.5) ? truth.predecessor : (random.pick(known) ?? null);
  return { member: truth.member, predecessor, successors: list(truth.successors, known, random) };
}

function list(
  truth: readonly Contact[],
  known: readonly Contact[],
  random: SeededRandom,
): readonly Contact[] {
  const chance = random.next();
  if (chance < 0.25) return random.sample(known, known.length);
  if (chance < 0.5) return [...truth, ...truth].reverse();
  if (chance < 0.6) return Array.from({ length: ENDLESS }, (_, i) => known[i % known.length] as Contact);
  if (chance < 0.7) return [];
  return truth;
}

function step(self: Contact, known: readonly Contact[], random: SeededRandom): LookupStepReply {
  // Claims every key, or leads astray.
  if (random.chance(0.5))
    return { kind: 'owner', owner: self, successors: random.sample(known, known.length) };
  const next = random.sample(known, known.length).map((contact) => ({ contact, reason: 'successor 1' }));
  return { kind: 'closer', next: [...next, ...next] };
}
