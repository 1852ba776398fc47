// The mistakes that lose a ring: those of the original papers that Zave found, and some that are easy to make. Each is an
// edit of the core's source, applied while it is loaded, so that the core itself has no switch that could be left on.
import type { Mutant } from './mutant.ts';

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'unverified-pointer',
    what: 'stabilize adopts the predecessor of its successor without asking it',
    kind: 'safety',
    seedsMax: 100,
    edits: [
      {
        file: 'operations/stabilize.ts',
        find: '    const answer = await askNeighbors(member, candidate);\n',
        put: "    adopt(member, candidate, member.ring.state.successors);\n    if (candidate) return 'adopted';\n    const answer = await askNeighbors(member, candidate);\n",
      },
    ],
  },
  {
    name: 'merged-lists',
    what: 'stabilize merges the list it is given with its own',
    kind: 'safety',
    seedsMax: 100,
    edits: [
      {
        file: 'operations/stabilize.ts',
        find: '    adopt(member, neighbors.member, neighbors.successors);\n  return neighbors.predecessor;',
        put: `    adopt(
      member,
      neighbors.member,
      [...neighbors.successors, ...member.ring.state.successors.slice(1)]
        .filter((c, i, all) => c.memberId !== first.memberId && all.findIndex((d) => d.memberId === c.memberId) === i)
        .sort((a, b) => (between(member.self.memberId, a.memberId, b.memberId) ? -1 : 1)),
    );
  return neighbors.predecessor;`,
      },
    ],
  },
  {
    name: 'dead-predecessor-stays',
    what: 'rectify does not ask whether the old predecessor lives, and keeps it',
    kind: 'liveness',
    seedsMax: 100,
    edits: [
      {
        file: 'operations/rectifier.ts',
        find: '      if (old !== null) await this.#checkLife(old);\n',
        put: '      if (old === q) await this.#checkLife(old);\n',
      },
      {
        file: 'operations/member.ts',
        find: '    this.ring.apply((state) => failPredecessor(state, contact));\n',
        put: '    if (error === undefined) this.ring.apply((state) => failPredecessor(state, contact));\n',
      },
    ],
  },
  {
    name: 'live-predecessor-replaced',
    what: 'rectify takes any notifier for its predecessor, a live nearer one or not',
    kind: 'safety',
    seedsMax: 100,
    edits: [
      {
        file: 'operations/rectifier.ts',
        find: '    if (!isNearerPredecessor(this.#member.ring.state, q)) return false;\n',
        put: '    if (isNearerPredecessor(this.#member.ring.state, q) && q === null) return false;\n',
      },
    ],
  },
  {
    name: 'leave-splices',
    what: 'a leave takes the leaver out of the lists of its neighbours, and counts as no failure',
    kind: 'safety',
    seedsMax: 100,
    edits: [
      {
        file: 'operations/leave.ts',
        find: '  leaving.add(from.memberId);\n',
        put: '  leaving.add(from.memberId);\n  member.ring.apply((state) => ({ ...state, successors: state.successors.filter((c) => c.memberId !== from.memberId) }));\n',
      },
    ],
    rules: { leavesCount: false },
  },
  {
    name: 'no-merge',
    what: 'nobody looks for other rings',
    kind: 'liveness',
    seedsMax: 100,
    edits: [
      {
        file: 'operations/merge-prober.ts',
        find: '    return [...passive, ...this.#liveTargets()];\n',
        put: '    return [...passive, ...this.#liveTargets()].slice(0, 0);\n',
      },
    ],
  },
  {
    name: 'interim-reported',
    what: 'a member that waits for a reply tells its state all the same',
    kind: 'safety',
    seedsMax: 100,
    edits: [
      {
        file: 'chord-node.ts',
        find: 'if (ring.interim) throw',
        put: 'if (ring.interim && this.#doubts === undefined) throw',
      },
    ],
  },
  {
    name: 'short-list-at-join',
    what: 'a newcomer takes one successor instead of the whole list',
    kind: 'safety',
    seedsMax: 200,
    edits: [
      {
        file: 'ring/join-ring.ts',
        find: '  const successors = orderedPrefix(self, others, length);\n',
        put: '  const successors = orderedPrefix(self, others, Math.min(1, length));\n',
      },
    ],
  },
  {
    name: 'one-silence-is-death',
    what: 'a call that was lost once counts as a dead member',
    kind: 'safety',
    seedsMax: 100,
    edits: [
      {
        file: 'operations/call.ts',
        find: "    if (outcome.kind !== 'unreachable' || time === times) return outcome;\n",
        put: "    if (outcome.kind !== 'busy' || time === times) return outcome;\n",
      },
    ],
  },
  {
    name: 'empty-interval',
    what: 'the interval from a place to itself is empty instead of the whole circle',
    kind: 'liveness',
    seedsMax: 100,
    edits: [
      {
        file: 'interval.ts',
        find: 'return a < c ? a < b && b < c : a < b || b < c;',
        put: 'return a <= c ? a < b && b < c : a < b || b < c;',
      },
    ],
  },
  {
    name: 'successor-claims',
    what: 'a member claims the keys of its predecessor too',
    kind: 'liveness',
    seedsMax: 100,
    edits: [
      {
        file: 'ring/ring-state.ts',
        find: '  return inHalfOpen(state.predecessor.memberId, key, state.self.memberId);\n',
        put: "  const before = state.predecessor.memberId.replace(/^./, '0') as Identifier;\n  return inHalfOpen(before, key, state.self.memberId);\n",
      },
    ],
  },
  {
    name: 'start-from-two',
    what: 'the ring starts from two members, fewer than r + 1, and none stays',
    kind: 'safety',
    seedsMax: 100,
    edits: [],
    rules: { start: 2, base: false, membersMin: 2 },
  },
  {
    name: 'no-base',
    what: 'no member stays, however few are left',
    kind: 'safety',
    seedsMax: 200,
    edits: [],
    rules: { base: false, membersMin: 1 },
  },
  {
    name: 'r-failures',
    what: 'r members fail within one repair window',
    kind: 'safety',
    seedsMax: 100,
    edits: [],
    rules: { extraFailures: 1 },
  },
];

/** Throws RangeError, with the names that there are, for another one. */
export function mutantNamed(name: string): Mutant {
  const mutant = MUTANTS.find((known) => known.name === name);
  if (mutant) return mutant;
  throw new RangeError(
    `There is no mutant "${name}". Mutants: ${MUTANTS.map((known) => known.name).join(', ')}.`,
  );
}
