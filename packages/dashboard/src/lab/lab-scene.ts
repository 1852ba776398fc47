// The lab's members as the ring draws them: the same scene as for a real fleet.
import type { RingMember } from '../model/members.ts';
import type { RingLayout } from '../ring/layout.ts';
import type { SceneInput } from '../ring/scene.ts';
import type { PeerView } from '../wire.ts';
import type { LabDot, LabTrace, LabView } from './lab-protocol.ts';

const FAILED: ReadonlySet<string> = new Set(['unreachable', 'busy', 'error', 'not_owner']);

export function labSceneInput(
  view: LabView,
  lookup: LabTrace | null,
  layout: RingLayout,
  hoveredId: string | null,
  words: SceneInput['words'],
): SceneInput {
  return {
    layout,
    members: view.dots.map(memberOf),
    selectedPeerId: null,
    hoveredId,
    fingers: [],
    file: null,
    words,
    trace:
      lookup === null
        ? null
        : {
            ...{ key: lookup.key, startId: lookup.startId, ownerId: lookup.ownerId },
            hops: lookup.hops.map(({ fromId, toId, outcome }, i) => ({
              ...{ index: i + 1, fromId, toId, failed: FAILED.has(outcome) },
            })),
          },
  };
}

function memberOf(dot: LabDot): RingMember {
  const { id: memberId, name, phase, predecessor, successors } = dot;
  const state = phase === 'down' ? 'failed' : phase;
  return {
    memberId,
    name,
    mark: phase === 'down' ? 'failed' : phase === 'up' ? 'healthy' : 'joining',
    member: { memberId, index: 0, predecessor, successors, phase },
    peer: { ...NOBODY, peerId: memberId, name, state },
  };
}

const NOBODY: PeerView = {
  ...{ peerId: '', name: '', address: '', api: '', zone: '', version: '', state: 'up' },
  ...{ suspect: false, reason: '', incarnation: 0, seq: 0, members: [], holdings: null, events: '' },
  ...{ startedAtMs: null, residentBytes: null, pid: null, readAtMs: null },
};
