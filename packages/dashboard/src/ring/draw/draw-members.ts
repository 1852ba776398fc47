import type { Point } from '../angle.ts';
import { isInBox } from '../layout.ts';
import type { Palette } from '../palette.ts';
import type { Scene, SceneMember } from '../scene.ts';
import { isStroked, traceShape } from './shape.ts';

/** How present a mark is: 1 when it is simply there, less while it appears or vanishes. */
export type PresenceOf = (memberId: string) => number;

/** Half the length of a member's stroke, and half the width of the mark that stands out among strokes. */
const STROKE_HALF = 6;
const DENSE_MARK = 5;
/** A mark whose middle is just outside still shows. */
const IN_SIGHT = 16;

export function drawMembers(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  presence: PresenceOf,
): void {
  const members =
    scene.layout.zoom === 1
      ? scene.members
      : scene.members.filter((member) => isInBox(member, scene.layout, IN_SIGHT));
  const shaped = scene.dense ? drawStrokes(context, members, scene, palette, presence) : members;
  const size = scene.dense ? DENSE_MARK : scene.markSize;
  if (size > 3) for (const member of shaped) clearAround(context, member, size + 3.5, palette);
  for (const member of shaped) drawMember(context, member, size, palette, presence(member.id));
  for (const member of members) if (member.copy !== null) drawCopy(context, member, scene, palette);
}

/** Healthy members as strokes across the circle, all of one colour in one go; the others are given back. */
function drawStrokes(
  context: CanvasRenderingContext2D,
  members: readonly SceneMember[],
  scene: Scene,
  palette: Palette,
  presence: PresenceOf,
): SceneMember[] {
  const { radius } = scene.layout;
  const special: SceneMember[] = [];
  context.beginPath();
  for (const member of members) {
    const there = presence(member.id);
    if (member.mark !== 'healthy' || member.selected || member.hovered || there < 1) {
      special.push(member);
      continue;
    }
    const inner = 1 - STROKE_HALF / radius;
    const outer = 1 + STROKE_HALF / radius;
    context.moveTo(member.x * inner, member.y * inner);
    context.lineTo(member.x * outer, member.y * outer);
  }
  context.strokeStyle = palette.healthy;
  context.lineWidth = Math.max(1, Math.min(2.5, scene.markSize * 0.75));
  context.lineCap = 'butt';
  context.stroke();
  return special;
}

function drawMember(
  context: CanvasRenderingContext2D,
  member: SceneMember,
  size: number,
  palette: Palette,
  there: number,
): void {
  const r = size * (0.4 + 0.6 * there) * (member.hovered ? 1.2 : 1);
  context.globalAlpha = there;
  if (member.selected) outline(context, member, r + 5, palette.accent, 2);
  else if (member.hovered) outline(context, member, r + 5, palette['line-strong'], 1.5);
  traceShape(context, member.mark, member.x, member.y, r);
  if (isStroked(member.mark)) {
    context.strokeStyle = palette[member.mark];
    context.lineWidth = Math.max(1.5, size * 0.42);
    context.lineCap = 'round';
    context.stroke();
  } else {
    context.fillStyle = palette[member.mark];
    context.fill();
  }
  context.globalAlpha = 1;
}

/** A gap in the track, so that marks stand clear of it. */
function clearAround(context: CanvasRenderingContext2D, at: Point, r: number, palette: Palette): void {
  context.beginPath();
  context.arc(at.x, at.y, r, 0, 2 * Math.PI);
  context.fillStyle = palette.ground;
  context.fill();
}

function outline(
  context: CanvasRenderingContext2D,
  member: SceneMember,
  r: number,
  color: string,
  width: number,
): void {
  context.beginPath();
  context.arc(member.x, member.y, r, 0, 2 * Math.PI);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke();
}

/** The diamond of a copy stands inside the ring, beside its holder; hollow while the copy is not whole. */
function drawCopy(
  context: CanvasRenderingContext2D,
  member: SceneMember,
  scene: Scene,
  palette: Palette,
): void {
  const mark = Math.max(scene.markSize, DENSE_MARK);
  const inside = 1 - (mark + 17) / scene.layout.radius;
  const r = Math.max(3, mark * 0.85);
  const at = { x: member.x * inside, y: member.y * inside };
  clearAround(context, at, r + 4, palette);
  traceShape(context, 'replica', at.x, at.y, r);
  context.lineWidth = 1.75;
  context.strokeStyle = palette.replica;
  context.fillStyle = palette.replica;
  context.setLineDash(member.copy === 'unreachable' ? [2, 2.5] : []);
  if (member.copy === 'complete') context.fill();
  else context.stroke();
  context.setLineDash([]);
}
