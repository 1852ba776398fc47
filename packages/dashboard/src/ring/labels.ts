// Names around the ring that never lie on each other. Each side of the ring is a column: its labels are sorted by
// height, pushed apart until they fit, and tied to their member by a leader when they moved. When a side has more
// labels than room, the least important are left out.
import { polar } from './angle.ts';

export interface LabelRequest {
  readonly id: string;
  /** Radians, clockwise from the top. */
  readonly angle: number;
  /** Higher stays when room is short. */
  readonly priority: number;
}

export interface PlacedLabel {
  readonly id: string;
  /** The text's edge next to the ring. */
  readonly x: number;
  /** The text's middle. */
  readonly y: number;
  readonly side: 'left' | 'right';
  /** True when the label stands so far from its member that it wants a leader. */
  readonly moved: boolean;
}

export interface LabelRoom {
  /** Distance of the labels from the centre. */
  readonly radius: number;
  /** Labels stand between -halfHeight and +halfHeight. */
  readonly halfHeight: number;
  readonly lineHeight: number;
}

/** Places labels around the centre (0, 0). No two boxes of `lineHeight` on one side overlap. */
export function placeLabels(requests: readonly LabelRequest[], room: LabelRoom): PlacedLabel[] {
  const right = requests.filter((r) => Math.sin(r.angle) >= 0);
  const left = requests.filter((r) => Math.sin(r.angle) < 0);
  return [...placeSide(right, 'right', room), ...placeSide(left, 'left', room)];
}

function placeSide(
  requests: readonly LabelRequest[],
  side: 'left' | 'right',
  room: LabelRoom,
): PlacedLabel[] {
  const places = Math.max(0, Math.floor((2 * room.halfHeight) / room.lineHeight));
  const kept = [...requests]
    .sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1))
    .slice(0, places);
  const wanted = kept
    .map((r) => ({ id: r.id, y: polar(r.angle, room.radius).y }))
    .sort((a, b) => a.y - b.y || (a.id < b.id ? -1 : 1));
  const ys = spread(
    wanted.map((label) => label.y),
    room,
  );
  return wanted.map((label, i) => {
    const y = ys[i]!;
    const reach = Math.sqrt(Math.max(0, room.radius ** 2 - y ** 2));
    const x = (side === 'right' ? 1 : -1) * Math.max(reach, 6);
    return { id: label.id, x, y, side, moved: Math.abs(y - label.y) > room.lineHeight / 2 };
  });
}

/** Moves sorted heights as little as a forward and a backward pass can, so that neighbours are a line apart. */
function spread(wanted: readonly number[], room: LabelRoom): number[] {
  const limit = room.halfHeight - room.lineHeight / 2;
  const ys = relax(wanted, room.lineHeight);
  const over = (ys.at(-1) ?? 0) - limit;
  if (over > 0) pushBack(ys, limit, room.lineHeight);
  if ((ys[0] ?? 0) < -limit) pushForward(ys, -limit, room.lineHeight);
  return ys;
}

/** Groups of labels that touch are centred on the mean of their wishes (pool adjacent violators). */
function relax(wanted: readonly number[], gap: number): number[] {
  const groups: { sum: number; count: number }[] = [];
  for (const [i, y] of wanted.entries()) {
    groups.push({ sum: y - i * gap, count: 1 });
    while (groups.length > 1 && mean(groups.at(-2)!) >= mean(groups.at(-1)!)) {
      const last = groups.pop()!;
      const before = groups.at(-1)!;
      before.sum += last.sum;
      before.count += last.count;
    }
  }
  return groups
    .flatMap((group) => Array.from({ length: group.count }, () => mean(group)))
    .map((y, i) => y + i * gap);
}

function mean(group: { sum: number; count: number }): number {
  return group.sum / group.count;
}

function pushBack(ys: number[], limit: number, gap: number): void {
  let room = limit;
  for (let i = ys.length - 1; i >= 0; i--) {
    ys[i] = Math.min(ys[i]!, room);
    room = ys[i]! - gap;
  }
}

function pushForward(ys: number[], limit: number, gap: number): void {
  let room = limit;
  for (let i = 0; i < ys.length; i++) {
    ys[i] = Math.max(ys[i]!, room);
    room = ys[i]! + gap;
  }
}
