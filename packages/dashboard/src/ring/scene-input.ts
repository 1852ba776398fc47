import type { ResourceState } from '../api/resource.ts';
import type { FleetState, Trace } from '../model/fleet-state.ts';
import { membersOf, ownerOf, type RingMember } from '../model/members.ts';
import type { FileReply, PeerReply } from '../wire-rest.ts';
import type { RingLayout } from './layout.ts';
import type { FileInput, FingerInput, SceneInput, TraceInput } from './scene.ts';

export interface SceneSources {
  readonly fleet: FleetState;
  readonly selectedPeerId: string | null;
  readonly hoveredId: string | null;
  readonly peerDetails: ResourceState<PeerReply>;
  readonly fileDetails: ResourceState<FileReply>;
  readonly trace: Trace | null;
  readonly words: SceneInput['words'];
}

/** Brings together what the ring shows: the fleet, the selection, and what was read about the selection. */
export function sceneInput(sources: SceneSources, layout: RingLayout): SceneInput {
  const members = membersOf(sources.fleet.peers);
  return {
    layout,
    members,
    selectedPeerId: sources.selectedPeerId,
    hoveredId: sources.hoveredId,
    words: sources.words,
    fingers: sources.trace === null ? fingersOf(sources.peerDetails) : [],
    file: fileInput(sources.fileDetails, members),
    trace: sources.trace === null ? null : traceInput(sources.trace, members),
  };
}

function fingersOf(details: ResourceState<PeerReply>): FingerInput[] {
  return (details.value?.members ?? []).flatMap(({ self, fingers }) =>
    fingers.flatMap(({ exponent, contact }) =>
      self === null || contact === null
        ? []
        : [{ memberId: self.memberId, exponent, targetId: contact.memberId }],
    ),
  );
}

function fileInput(details: ResourceState<FileReply>, members: readonly RingMember[]): FileInput | null {
  const file = details.value;
  if (file === null) return null;
  const reachable = file.holders.map((h) => [h.peerId, h.complete ? 'complete' : 'partial'] as const);
  const lost = file.unreachable.map((h) => [h.peerId, 'unreachable'] as const);
  return {
    fileId: file.fileId,
    ownerId: ownerOf(members, file.fileId)?.memberId ?? null,
    holders: new Map([...lost, ...reachable]),
  };
}

const FAILED: ReadonlySet<string> = new Set(['unreachable', 'busy', 'error', 'not_owner']);

function traceInput(trace: Trace, members: readonly RingMember[]): TraceInput {
  const startId = members.find((m) => m.peer.peerId === trace.peerId)?.memberId ?? null;
  return {
    key: trace.key,
    startId,
    ownerId: trace.end?.ownerId ?? null,
    hops: trace.hops.flatMap((hop, i) => {
      const fromId = hop.from?.memberId ?? startId;
      if (fromId === null || hop.to === null) return [];
      return [{ index: i + 1, fromId, toId: hop.to.memberId, failed: FAILED.has(hop.outcome) }];
    }),
  };
}
