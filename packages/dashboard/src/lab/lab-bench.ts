// The lab behind its protocol: commands in, replies out. The worker only carries both.
import { LAB_MEMBERS_MAX, Lab, type LabLookup, type LabState } from '@acorde/simulator/browser';
import type { BrowserClock } from '../clock.ts';
import { quantile } from '../model/pulse-series.ts';
import type { HopsPoint, LabCommand, LabDot, LabReply, LabTrace, LabView } from './lab-protocol.ts';
import { MEASURED_SIZES } from './measured-sizes.ts';

const MEASURED_LOOKUPS = 120;
/** A look at the lab costs as many objects as it has members: not more often than this. */
const LOOK_MS = 120;
/** Large labs are looked at less often, so that most of the time goes into what happens in them. */
const LOOK_MS_PER_MEMBER = 0.12;
const REST_MS = 4;
/** From so many members on a look carries one successor of each: it is copied to the page whole. */
const SHORT_FROM = 1_000;

export interface LabBench {
  take(command: LabCommand): Promise<void>;
}

export function createLabBench(reply: (reply: LabReply) => void, clock: BrowserClock): LabBench {
  let lab: Lab | null = null;
  let speed = 0;
  let running = false;

  function show(state: LabState): void {
    reply({ type: 'state', state: viewOf(state) });
  }

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    while (lab !== null && speed > 0) {
      const mine = lab;
      const lookMs = LOOK_MS + mine.state().members.length * LOOK_MS_PER_MEMBER;
      const startMs = clock.nowMs();
      const state = await mine.step(lookMs * speed);
      // Started anew meanwhile: this look is of a lab that is gone.
      if (mine === lab) show(state);
      const restMs = Math.max(REST_MS, lookMs - (clock.nowMs() - startMs));
      await new Promise<void>((resolve) => void clock.after(restMs, resolve));
    }
    running = false;
  }

  async function start(members: number, seed: number): Promise<void> {
    const wanted = Math.min(LAB_MEMBERS_MAX, Math.max(1, Math.floor(members)));
    reply({ type: 'busy', what: 'starting' });
    const made = new Lab({ seed, members: wanted });
    lab = made;
    const state = await made.start();
    reply({ type: 'busy', what: null });
    if (made === lab) show(state);
  }

  async function measure(): Promise<void> {
    reply({ type: 'busy', what: 'measuring' });
    for (const members of MEASURED_SIZES) reply({ type: 'measured', point: await measureSize(members) });
    reply({ type: 'busy', what: null });
  }

  async function act(command: LabCommand): Promise<void> {
    if (command.type === 'start') return start(command.members, command.seed);
    if (command.type === 'measure') return measure();
    if (lab === null) return;
    const { members } = lab.state();
    const up = members.filter(({ phase }) => phase !== 'stopped');
    switch (command.type) {
      case 'speed':
        speed = Math.min(20, Math.max(0, command.speed));
        void run();
        return;
      case 'kill':
        lab.kill(spread(up, command.share).map(({ name }) => name));
        break;
      case 'add':
        lab.add(Math.min(command.count, LAB_MEMBERS_MAX - members.length));
        break;
      case 'split':
        lab.partition(up.filter(({ position }) => position < 0.5).map(({ name }) => name));
        break;
      case 'heal':
        lab.heal();
        break;
      case 'lookup': {
        const from = up[Math.floor(clock.random() * up.length)];
        if (from === undefined) return;
        const lookup = await lab.lookUp(from.name);
        reply({ type: 'lookup', lookup: traceOf(lookup, lab.state()) });
      }
    }
    show(lab.state());
  }

  return {
    async take(command) {
      try {
        await act(command);
      } catch (error) {
        reply({ type: 'busy', what: null });
        reply({ type: 'failed', reason: (error as Error).message });
      }
    },
  };
}

/** A share of them, evenly over the order in which they were added, which says nothing about their places. */
function spread<T>(all: readonly T[], share: number): T[] {
  return all.filter((_, i) => Math.floor((i + 1) * share) > Math.floor(i * share)).slice(0, all.length - 1);
}

async function measureSize(members: number): Promise<HopsPoint> {
  const lab = new Lab({ seed: members, members });
  const { members: made } = await lab.start();
  const hops: number[] = [];
  let wrong = 0;
  for (let i = 0; i < MEASURED_LOOKUPS; i++) {
    const lookup = await lab.lookUp(made[(i * 7919) % made.length]!.name);
    hops.push(lookup.hops.length);
    if (!lookup.right) wrong += 1;
  }
  const mean = hops.reduce((sum, n) => sum + n, 0) / hops.length;
  return { members, lookups: hops.length, mean, p99: quantile(hops, 0.99) ?? 0, wrong };
}

/** Exported for its test. */
export function viewOf(state: LabState): LabView {
  const ids = new Map(state.members.map(({ name, memberId }) => [name, memberId]));
  const idOf = (name: string) => ids.get(name) ?? '';
  const dots = state.members.map((member): LabDot => {
    const { memberId: id, name, phase, predecessor, successors } = member;
    return {
      ...{ id, name, phase: phase === 'up' ? 'up' : phase === 'stopped' ? 'down' : 'joining' },
      predecessor: predecessor === null ? null : idOf(predecessor),
      successors: successors.slice(0, state.members.length > SHORT_FROM ? 1 : 4).map(idOf),
    };
  });
  dots.sort((a, b) => (a.id < b.id ? -1 : 1));
  const running = dots.filter(({ phase }) => phase === 'up');
  const misplaced = running.filter(
    ({ id, successors }, i) => running.length > 1 && nextOf(running, i) !== (successors[0] ?? id),
  );
  const { nowMs, events, rings, notIdeal } = state;
  const messages = Object.values(state.messages).reduce((sum, n) => sum + n, 0);
  return { nowMs, events, rings, notIdeal, messages, misplaced: misplaced.length, up: running.length, dots };
}

function nextOf(dots: readonly LabDot[], i: number): string | undefined {
  return dots[(i + 1) % dots.length]?.id;
}

function traceOf(lookup: LabLookup, { members }: LabState): LabTrace {
  const ids = new Map(members.map(({ name, memberId }) => [name, memberId as string]));
  const idOf = (name: string) => ids.get(name) ?? '';
  return {
    key: lookup.key,
    startId: idOf(lookup.from),
    ownerId: lookup.owner === null ? null : idOf(lookup.owner),
    right: lookup.right,
    ms: lookup.ms,
    hops: lookup.hops.map(({ index, attempt, from, to, reason, outcome, ms }) => ({
      ...{ index, attempt, from, to, reason, outcome: outcome as LabTrace['hops'][number]['outcome'], ms },
      fromId: idOf(from),
      toId: idOf(to),
    })),
  };
}
