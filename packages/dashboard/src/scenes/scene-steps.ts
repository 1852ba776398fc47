// What each step of a scene does to the fleet, and by what it is seen to be over. The words are in src/text.
import { ApiError } from '../api/call.ts';
import type { FleetState } from '../model/fleet-state.ts';
import { membersOf, peerName } from '../model/members.ts';
import type { PeerView } from '../wire.ts';
import type { SceneName } from './scene-names.ts';
import type { SceneParts, SceneState } from './scene-runner.ts';

export interface SceneStep {
  /** Returns what it found out. Errors: ApiError. */
  act?(parts: SceneParts, state: SceneState, signal: AbortSignal): Promise<Partial<SceneState>>;
  isOver(parts: SceneParts, state: SceneState, signal: AbortSignal): Promise<boolean>;
}

export function sceneSteps(name: SceneName): readonly SceneStep[] {
  return STEPS[name];
}

const read: SceneStep = { isOver: async () => true };
const inOrder: SceneStep = { isOver: async ({ fleet }) => fleet.getState().ring.ideal };

const addPeer: SceneStep = {
  async act({ operate, show }) {
    const { process } = await operate.add();
    show(process.peerId);
    return { subject: { peerId: process.peerId, name: process.name, copies: 0 } };
  },
  isOver: async ({ fleet }, { subject }) => stateOf(fleet.getState(), subject?.peerId) === 'up',
};

const choosePeer: SceneStep = {
  async act({ fleet, operate, show }, _state, signal) {
    const victim = await safePeer(fleet.getState(), operate, signal);
    show(victim.peerId);
    const copies = victim.holdings?.files ?? 0;
    return { subject: { peerId: victim.peerId, name: peerName(victim), copies }, tookMs: null };
  },
  isOver: async () => true,
};

const killPeer: SceneStep = {
  async act({ operate }, { subject }) {
    if (subject !== null) await operate.operate(subject.peerId, 'kill');
    return {};
  },
  isOver: async ({ fleet }, { subject }) => stateOf(fleet.getState(), subject?.peerId) === 'failed',
};

const copiesRestored: SceneStep = {
  async isOver({ operate, fleet }, _state, signal) {
    if (fleet.getState().repairs.size > 0) return false;
    const { underReplicated, unavailable } = await operate.audit(signal);
    return underReplicated.count + unavailable.count === 0;
  },
};

const startAgain: SceneStep = {
  async act({ operate, show }, { subject }) {
    if (subject === null) return {};
    await operate.operate(subject.peerId, 'start');
    show(subject.peerId);
    return {};
  },
  isOver: async ({ fleet }, { subject }) =>
    stateOf(fleet.getState(), subject?.peerId) === 'up' && fleet.getState().ring.ideal,
};

/** To the member just before the one that asks: the longest way there is. */
const askFar = (routing: 'classic' | 'full'): SceneStep => ({
  async act({ fleet, ask }) {
    const live = membersOf(fleet.getState().peers).filter(({ mark }) => mark !== 'failed');
    const [from] = live;
    const before = live.at(-1);
    if (from === undefined || before === undefined || live.length < 2) throw new ApiError('BUSY', 0, '');
    const subject = { peerId: from.peer.peerId, name: from.name, copies: 0 };
    await ask({ key: before.memberId, label: before.name, peerId: from.peer.peerId, routing });
    return { subject };
  },
  isOver: async () => true,
});

const STEPS: Record<SceneName, readonly SceneStep[]> = {
  join: [read, addPeer, inOrder, read],
  lookup: [read, askFar('classic'), askFar('full'), read],
  crash: [choosePeer, killPeer, inOrder, copiesRestored, startAgain],
};

function stateOf({ peers }: FleetState, peerId: string | undefined): PeerView['state'] | undefined {
  return peerId === undefined ? undefined : peers.get(peerId)?.state;
}

/** The peer with the most copies none of which is the last within reach. Errors: BUSY, when there is none. */
async function safePeer(
  { peers }: FleetState,
  operate: SceneParts['operate'],
  signal: AbortSignal,
): Promise<PeerView> {
  const { offered, canKill, processes } = await operate.control(signal);
  const running = new Set(processes.filter(({ state }) => state === 'running').map(({ peerId }) => peerId));
  const copies = ({ holdings }: PeerView) => holdings?.files ?? 0;
  const all = [...peers.values()]
    .filter(({ state, peerId }) => state === 'up' && running.has(peerId))
    .sort((a, b) => copies(b) - copies(a));
  if (!offered || !canKill || all.length < 2) throw new ApiError('FORBIDDEN', 403, '');
  for (const peer of all) {
    const { last } = await operate.risk(peer.peerId, signal);
    if (last.count === 0) return peer;
  }
  throw new ApiError('BUSY', 409, '');
}
