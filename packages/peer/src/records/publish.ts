// Writing records to the ring. Each key goes to the first k distinct peers that follow it; the caller is answered when
// w of them keep it durably, the others are reached behind its back. When a peer does not answer, the ring is asked
// again: by then it may have put another one in its place. What is still missing at the end is found by the
// comparison of replicas (repair/maintain.ts).
import type { Contact } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import { delay, type System } from '../system.ts';
import type { Placement } from './placement.ts';
import type { NetworkParameters } from './ports.ts';
import { byPeer, type Goal, type Group, goalsOf } from './publish-goals.ts';
import { settledWithin, throwIfAborted } from './race.ts';
import type { SignedRecord } from './record.ts';
import type { RecordPeers } from './record-peers.ts';

/** From the first try to QUORUM_FAILED: long enough for the ring to notice a dead owner and replace it. */
const DEADLINE_MS = 10_000;
/** What each record adds to it: its keepers check its signature, on a machine that may have other things to do. */
const RECORD_MS = 10;
/** A peer that has not answered by then is passed over; its answer still counts when it comes. */
const ATTEMPT_MS = 2_000;
const PAUSE_MS = 250;
/** A ring that names too few peers is asked again for so long when more are known: a process that got no processor for
 * a while loses sight of all others at once, and finds them again a moment later. */
const SIGHT_MS = 4_000;
/** How long an acknowledgement waits for the owners beyond w: who reads next asks them first. */
const OWNER_MS = 200;
/** When the slower replicas that failed are tried once more. */
const SECOND_CHANCE_MS = 2_000;

export interface Publisher {
  /** Resolves when w of the first k distinct peers keep each key's records. `stop` ends what goes on behind.
   * Errors: QUORUM_FAILED, NOT_JOINED, CANCELLED; INVALID_ARGUMENT and FORBIDDEN for records that are not valid. */
  publish(records: readonly SignedRecord[], signal?: AbortSignal): Promise<void>;
  stop(): void;
}

interface Deps {
  readonly placement: Placement;
  readonly peers: RecordPeers;
  readonly parameters: NetworkParameters;
  readonly system: System;
  /** Other peers that are known, whether they answer now or not. */
  readonly expectedPeers: () => number;
  /** Throws for a record that is not valid: better here than at every keeper. */
  readonly check: (record: SignedRecord) => void;
}

interface Attempt {
  /** Resolves when every goal has w acknowledgements, or all sends have ended. Never rejects. */
  readonly settled: Promise<void>;
  /** Resolves when the sends to the owners have ended. Never rejects. */
  readonly owners: Promise<void>;
  lastError: unknown;
}

export function createPublisher(deps: Deps): Publisher {
  const closing = new AbortController();
  const write = createWrite(deps);

  async function untilQuorum(
    goals: readonly Goal[],
    deadlineMs: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { system } = deps;
    const startMs = system.monotonicMs();
    const endMs = startMs + deadlineMs;
    for (let fresh = false; ; fresh = true) {
      throwIfAborted(signal);
      const attempt = await attemptInSight(goals, { fresh, signal }, startMs + SIGHT_MS);
      await settledWithin(attempt.settled, ATTEMPT_MS, { system, signal });
      if (goals.every((goal) => write.isMet(goal))) {
        await settledWithin(attempt.owners, OWNER_MS, { system, signal });
        return;
      }
      throwIfAborted(signal);
      if (system.monotonicMs() >= endMs) throw write.failure(goals, attempt.lastError);
      await delay(system, PAUSE_MS, signal);
    }
  }

  async function attemptInSight(
    goals: readonly Goal[],
    options: { fresh: boolean; signal: AbortSignal | undefined },
    endMs: number,
  ): Promise<Attempt> {
    for (let { fresh } = options; ; fresh = true) {
      try {
        return await write.attempt(goals, { ...options, fresh });
      } catch (error) {
        const isBlind = error instanceof AcordeError && error.code === 'QUORUM_FAILED';
        const othersKnown = deps.expectedPeers() >= deps.parameters.writeQuorum - 1;
        if (!isBlind || !othersKnown || deps.system.monotonicMs() >= endMs) throw error;
      }
      await delay(deps.system, PAUSE_MS, options.signal);
      throwIfAborted(options.signal);
    }
  }

  /** The replicas that have not answered get one more try, at the places that the ring names then. */
  async function secondChance(goals: readonly Goal[]): Promise<void> {
    await delay(deps.system, SECOND_CHANCE_MS, closing.signal);
    const open = goals.filter((goal) => goal.targets.some(({ peerId }) => !goal.acked.has(peerId)));
    if (closing.signal.aborted || open.length === 0) return;
    await write.attempt(open, { fresh: true });
  }

  return {
    async publish(records, signal) {
      for (const record of records) deps.check(record);
      const goals = goalsOf(records);
      await untilQuorum(goals, DEADLINE_MS + records.length * RECORD_MS, signal);
      const complete = goals.every((goal) => goal.targets.every(({ peerId }) => goal.acked.has(peerId)));
      // Repair closes what a failure leaves open here.
      if (!complete) void secondChance(goals).catch(() => {});
    },
    stop: () => closing.abort(),
  };
}

function createWrite({ placement, peers, parameters }: Deps) {
  // Peers that have not answered yet are not asked again; one attempt may outlive its turn.
  const pending = new Map<Goal, Set<string>>();
  const { replicas, writeQuorum } = parameters;

  function isMet(goal: Goal): boolean {
    return goal.targets.filter(({ peerId }) => goal.acked.has(peerId)).length >= writeQuorum;
  }

  async function place(
    goal: Goal,
    options: { fresh: boolean; signal?: AbortSignal | undefined },
  ): Promise<void> {
    const found = await placement.peersOf(goal.key, options);
    if (found.length < writeQuorum && !options.fresh) return place(goal, { ...options, fresh: true });
    if (found.length < writeQuorum) throw tooFew(writeQuorum, 'sees', found.length);
    goal.targets = found.slice(0, replicas);
  }

  function isPending(goal: Goal, peerId: string): boolean {
    return pending.get(goal)?.has(peerId) ?? false;
  }

  function mark(goal: Goal, peerId: string, open: boolean): void {
    const names = pending.get(goal) ?? new Set();
    if (open) names.add(peerId);
    else names.delete(peerId);
    if (names.size > 0) pending.set(goal, names);
    else pending.delete(goal);
  }

  async function send(to: Contact, goals: readonly Goal[]): Promise<void> {
    for (const goal of goals) mark(goal, to.peerId, true);
    try {
      await peers.store(to, [...new Set(goals.flatMap((goal) => [...goal.records]))]);
      for (const goal of goals) goal.acked.add(to.peerId);
    } finally {
      for (const goal of goals) mark(goal, to.peerId, false);
    }
  }

  async function attempt(
    goals: readonly Goal[],
    options: { fresh: boolean; signal?: AbortSignal | undefined },
  ): Promise<Attempt> {
    const started: Attempt = { settled: Promise.resolve(), owners: Promise.resolve(), lastError: null };
    try {
      await Promise.all(
        goals.filter((goal) => !isMet(goal) || options.fresh).map((goal) => place(goal, options)),
      );
    } catch (error) {
      if (isFinal(error)) throw error;
      started.lastError = error;
      return started;
    }
    const groups = byPeer(goals, (goal, peerId) => !goal.acked.has(peerId) && !isPending(goal, peerId));
    return Object.assign(started, start(groups, goals, started));
  }

  function start(groups: readonly Group[], goals: readonly Goal[], started: Attempt) {
    const { promise: met, resolve: meet } = Promise.withResolvers<void>();
    const sends = groups.map(async ({ to, goals: sent }) => {
      try {
        await send(to, sent);
        if (goals.every(isMet)) meet();
      } catch (error) {
        started.lastError = error;
      }
    });
    const isOwner = ({ to, goals: sent }: Group) =>
      sent.some((goal) => goal.targets[0]?.peerId === to.peerId);
    const owners = Promise.all(sends.filter((_, i) => isOwner(groups[i] as Group))).then(() => {});
    const settled = Promise.race([met, Promise.all(sends).then(() => {})]);
    return { settled, owners };
  }

  function failure(goals: readonly Goal[], cause: unknown): AcordeError {
    const counts = goals.map((goal) => goal.targets.filter(({ peerId }) => goal.acked.has(peerId)).length);
    return tooFew(writeQuorum, 'reaches', Math.min(...counts), cause);
  }

  return { isMet, attempt, failure };
}

/** Failures to find places that waiting does not mend. */
function isFinal(error: unknown): boolean {
  return error instanceof AcordeError && ['QUORUM_FAILED', 'NOT_JOINED', 'CANCELLED'].includes(error.code);
}

function tooFew(needed: number, verb: 'sees' | 'reaches', count: number, cause?: unknown): AcordeError {
  const peers = needed === 1 ? '1 peer' : `${needed} peers`;
  return new AcordeError('QUORUM_FAILED', `needs ${peers}, ${verb} ${count}`, { cause });
}
