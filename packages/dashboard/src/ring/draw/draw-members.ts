import type { Point } from '../angle.ts';
import type { Palette } from '../palette.ts';
import type { Scene, SceneMember } from '../scene.ts';
import { isStroked, traceShape } from './shape.ts';

/** How present a mark is: 1 when it is simply there, less while it appears or vanishes. */
export type PresenceOf = (memberId: string) => number;

export function drawMembers(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  presence: PresenceOf,
): void {
  if (scene.markSize > 3)
    for (const member of scene.members) clearAround(context, member, scene.markSize + 3.5, palette);
  for (const member of scene.members)
    drawMember(context, member, scene.markSize, palette, presence(member.id));
  for (const member of scene.members) if (member.copy !== null) drawCopy(context, member, scene, palette);
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
  const inside = 1 - (scene.markSize + 17) / scene.layout.radius;
  const r = Math.max(3, scene.markSize * 0.85);
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
