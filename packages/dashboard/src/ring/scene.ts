// What is to be seen on the ring, as plain numbers around the centre (0, 0): computed from the model whenever it
// changes, drawn as often as needed. No canvas, no time, no DOM.
import type { Mark, RingMember } from '../model/members.ts';
import { predecessorOf } from '../model/members.ts';
import { angleOf, type Point, polar } from './angle.ts';
import { hopPath } from './hop-path.ts';
import { isDense, markSize, type RingLayout } from './layout.ts';
import { sceneLabels } from './scene-labels.ts';

export interface SceneInput {
  readonly layout: RingLayout;
  readonly members: readonly RingMember[];
  readonly selectedPeerId: string | null;
  /** The member under the pointer or the keyboard. */
  readonly hoveredId: string | null;
  readonly fingers: readonly FingerInput[];
  readonly file: FileInput | null;
  readonly trace: TraceInput | null;
  /** What the tags beside a name say. */
  readonly words: { readonly predecessor: string; readonly owner: string; readonly start: string };
}

export interface FingerInput {
  readonly memberId: string;
  readonly exponent: number;
  readonly targetId: string;
}

export interface FileInput {
  readonly fileId: string;
  readonly ownerId: string | null;
  readonly holders: ReadonlyMap<string, 'complete' | 'partial' | 'unreachable'>;
}

export interface TraceInput {
  readonly key: string;
  readonly startId: string | null;
  readonly ownerId: string | null;
  readonly hops: readonly {
    readonly index: number;
    readonly fromId: string;
    readonly toId: string;
    readonly failed: boolean;
  }[];
}

export interface Scene {
  readonly layout: RingLayout;
  readonly markSize: number;
  /** So many members that each is a stroke; only what is not well, or chosen, has its shape. */
  readonly dense: boolean;
  readonly members: readonly SceneMember[];
  readonly labels: readonly SceneLabel[];
  readonly ranges: readonly { readonly from: number; readonly to: number; readonly hovered: boolean }[];
  readonly fingers: readonly { readonly path: readonly Point[]; readonly stale: boolean }[];
  readonly key: { readonly angle: number; readonly ownerAngle: number | null } | null;
  readonly hops: readonly SceneHop[];
}

export interface SceneMember extends Point {
  readonly id: string;
  readonly peerId: string;
  readonly angle: number;
  readonly mark: Mark;
  readonly selected: boolean;
  readonly hovered: boolean;
  readonly copy: 'complete' | 'partial' | 'unreachable' | null;
  readonly owner: boolean;
}

export interface SceneLabel extends Point {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  /** Small words after the name: a successor's number, `pred`, `owner`. */
  readonly tags: readonly string[];
  readonly side: 'left' | 'right';
  readonly strong: boolean;
  /** From the member to the label, when the label had to move. */
  readonly leader: Point | null;
}

export interface SceneHop {
  readonly path: readonly Point[];
  readonly index: number;
  readonly failed: boolean;
}

export function buildScene(input: SceneInput): Scene {
  const { layout, members } = input;
  const places = new Map(members.map((m) => [m.memberId, angleOf(m.memberId)]));
  const marks = members.map((member) => sceneMember(input, member));
  const ownerId = input.trace?.ownerId ?? input.file?.ownerId ?? null;
  const key = input.trace?.key ?? input.file?.fileId ?? null;
  return {
    layout,
    markSize: markSize(members.length, layout.radius),
    dense: isDense(members.length, layout.radius),
    members: marks,
    labels: sceneLabels(input, marks),
    ranges: sceneRanges(input, places),
    fingers: sceneFingers(input, places),
    key:
      key === null
        ? null
        : { angle: angleOf(key), ownerAngle: ownerId === null ? null : (places.get(ownerId) ?? null) },
    hops: sceneHops(input.trace, layout.radius),
  };
}

function sceneMember(input: SceneInput, member: RingMember): SceneMember {
  const angle = angleOf(member.memberId);
  const ownerId = input.trace?.ownerId ?? input.file?.ownerId ?? null;
  return {
    id: member.memberId,
    peerId: member.peer.peerId,
    angle,
    ...polar(angle, input.layout.radius),
    mark: member.mark,
    selected: member.peer.peerId === input.selectedPeerId,
    hovered: member.memberId === input.hoveredId,
    copy: input.file?.holders.get(member.peer.peerId) ?? null,
    owner: member.memberId === ownerId,
  };
}

/** The arcs (predecessor, self] of the selected peer's members, and of the one under the pointer. */
function sceneRanges(input: SceneInput, places: ReadonlyMap<string, number>): Scene['ranges'] {
  return input.members.flatMap((member) => {
    const hovered = member.memberId === input.hoveredId;
    if (member.peer.peerId !== input.selectedPeerId && !hovered) return [];
    const predecessor = predecessorOf(input.members, member.memberId);
    const to = places.get(member.memberId)!;
    const from = predecessor === null ? to : angleOf(predecessor);
    return [{ from, to, hovered: member.peer.peerId !== input.selectedPeerId }];
  });
}

/** A finger is stale when its target is not a live member any more. */
function sceneFingers(input: SceneInput, places: ReadonlyMap<string, number>): Scene['fingers'] {
  const live = new Set(input.members.filter((m) => m.mark !== 'failed').map((m) => m.memberId));
  return input.fingers
    .filter((finger) => places.has(finger.memberId) && finger.memberId !== finger.targetId)
    .map((finger) => ({
      path: hopPath(places.get(finger.memberId)!, angleOf(finger.targetId), input.layout.radius),
      stale: !live.has(finger.targetId),
    }));
}

function sceneHops(trace: TraceInput | null, radius: number): SceneHop[] {
  return (trace?.hops ?? [])
    .filter((hop) => hop.fromId !== hop.toId)
    .map((hop) => ({
      path: hopPath(angleOf(hop.fromId), angleOf(hop.toId), radius),
      index: hop.index,
      failed: hop.failed,
    }));
}
