import { polar } from './angle.ts';
import { placeLabels } from './labels.ts';
import { placeLabelsClose } from './labels-close.ts';
import type { RingLayout } from './layout.ts';
import type { SceneInput, SceneLabel, SceneMember } from './scene.ts';

const LABELS_WITH_DETAIL_MAX = 40;
const NAMED_MAX = 72;
const UNWELL_NAMED_MAX = 24;

/** The names around the ring, with what the selection says about each. */
export function sceneLabels(input: SceneInput, marks: readonly SceneMember[]): SceneLabel[] {
  const { layout } = input;
  const names = new Map(input.members.map((m) => [m.memberId, m.name]));
  const tags = sceneTags(input);
  const byId = new Map(marks.map((mark) => [mark.id, mark]));
  const room = {
    radius: layout.labelRadius,
    halfHeight: layout.height / 2 - 6,
    lineHeight: layout.labelLine,
  };
  const least = leastPriority(marks, layout);
  const requests = marks
    .map((m) => ({ id: m.id, angle: m.angle, priority: priorityOf(m, tags.has(m.id)) }))
    .filter(({ priority }) => priority >= least);
  const placed = layout.zoom > 1 ? placeLabelsClose(requests, layout) : placeLabels(requests, room);
  return placed.map((label) => {
    const mark = byId.get(label.id)!;
    return {
      id: label.id,
      x: label.x,
      y: label.y,
      side: label.side,
      name: names.get(label.id) ?? '',
      detail:
        (marks.length <= LABELS_WITH_DETAIL_MAX || layout.zoom > 1) && layout.labelWidth > 150
          ? label.id.slice(0, 8)
          : '',
      tags: tags.get(label.id) ?? [],
      strong: mark.selected || mark.hovered,
      leader: label.moved ? polar(mark.angle, layout.radius + 9) : null,
    };
  });
}

/** Of a great many members only those are named that something is to be said of: those that are not well while they are
 * few, and what the reader has chosen. */
function leastPriority(marks: readonly SceneMember[], { zoom }: RingLayout): number {
  if (zoom > 1 || marks.length <= NAMED_MAX) return 0;
  return marks.filter(({ mark }) => mark !== 'healthy').length <= UNWELL_NAMED_MAX ? 2 : 3;
}

function priorityOf(mark: SceneMember, tagged: boolean): number {
  if (mark.selected || mark.hovered) return 4;
  if (mark.owner || mark.copy !== null || tagged) return 3;
  return mark.mark === 'healthy' ? 0 : 2;
}

/** The words after a name: `1`, `2`, ... for the selected member's successors, then the predecessor, the owner and the start. */
function sceneTags(input: SceneInput): Map<string, string[]> {
  const tags = new Map<string, string[]>();
  const add = (id: string, tag: string) => tags.set(id, [...(tags.get(id) ?? []), tag]);
  const selected = input.members.filter((m) => m.peer.peerId === input.selectedPeerId);
  const first = selected.length === 1 ? selected[0] : undefined;
  for (const [i, id] of (first?.member.successors ?? []).entries()) add(id, String(i + 1));
  if (first !== undefined && first.member.predecessor !== null)
    add(first.member.predecessor, input.words.predecessor);
  const ownerId = input.trace?.ownerId ?? input.file?.ownerId ?? null;
  if (ownerId !== null) add(ownerId, input.words.owner);
  if (input.trace?.startId) add(input.trace.startId, input.words.start);
  return tags;
}
