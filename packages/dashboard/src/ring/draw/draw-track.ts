import { arc } from 'd3';
import { polar, sweep } from '../angle.ts';
import { isInBox, type RingLayout } from '../layout.ts';
import type { Palette } from '../palette.ts';
import type { Scene } from '../scene.ts';

const DIGITS = 16;
/** Below this radius the sixteen digits would crowd the middle; then only the quarters are written. */
const ALL_DIGITS_RADIUS = 180;
const DIGITS_RADIUS = 96;
/** Pixels between two places that are written, and between two ticks, at least. */
const WRITTEN_APART = 64;
const TICKS_APART = 11;
const DEPTH_MAX = 5;

/** The circle as a dial: first hex digits around the whole ring, and one digit more each time the reader comes closer. */
export function drawTrack(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  mono: string,
): void {
  const { layout } = scene;
  const depth = depthOf(layout.radius, WRITTEN_APART);
  drawTicks(context, layout, palette, depth);
  drawDigits(context, layout, palette, depth, mono);
  context.lineWidth = 2;
  context.strokeStyle = palette['line-strong'];
  context.beginPath();
  context.arc(0, 0, layout.radius, 0, 2 * Math.PI);
  context.stroke();
}

/** How many hex digits can be told apart when so many pixels are wanted between two places: 1 to DEPTH_MAX. */
function depthOf(radius: number, apart: number): number {
  const places = (2 * Math.PI * radius) / apart;
  return Math.min(DEPTH_MAX, Math.max(1, Math.floor(Math.log(places) / Math.log(DIGITS))));
}

/** Calls `fn` for each of `count` even places that is seen. Close up, only the near ones are looked at. */
function eachSeen(layout: RingLayout, count: number, fn: (index: number, angle: number) => void): void {
  const nearest = Math.atan2(-layout.centerX + layout.width / 2, layout.centerY - layout.height / 2);
  const reach =
    layout.zoom === 1
      ? 0.5
      : Math.min(0.5, (Math.hypot(layout.width, layout.height) / layout.radius / 2 / Math.PI) * 0.75);
  const first = Math.floor((nearest / (2 * Math.PI) - reach) * count);
  const last = Math.min(first + count - 1, Math.ceil((nearest / (2 * Math.PI) + reach) * count));
  for (let i = first; i <= last; i++) {
    const angle = (i / count) * 2 * Math.PI;
    if (layout.zoom === 1 || isInBox(polar(angle, layout.radius), layout, 40))
      fn(((i % count) + count) % count, angle);
  }
}

function drawTicks(
  context: CanvasRenderingContext2D,
  layout: RingLayout,
  palette: Palette,
  depth: number,
): void {
  const { radius } = layout;
  const written = DIGITS ** depth;
  const between = (2 * Math.PI * radius) / written / 16 >= TICKS_APART ? 16 : 4;
  const strokes = [new Path2D(), new Path2D()] as const;
  eachSeen(layout, written * between, (i, angle) => {
    const digit = i % between === 0;
    const from = polar(angle, radius - (digit ? 13 : 9));
    const to = polar(angle, radius - 5);
    const path = strokes[digit ? 1 : 0];
    path.moveTo(from.x, from.y);
    path.lineTo(to.x, to.y);
  });
  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  context.stroke(strokes[0]);
  context.strokeStyle = palette['line-strong'];
  context.stroke(strokes[1]);
}

function drawDigits(
  context: CanvasRenderingContext2D,
  layout: RingLayout,
  palette: Palette,
  depth: number,
  mono: string,
): void {
  const { radius } = layout;
  if (radius < DIGITS_RADIUS) return;
  context.font = `12px ${mono}`;
  context.fillStyle = palette.muted;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  eachSeen(layout, DIGITS ** depth, (i, angle) => {
    if (radius < ALL_DIGITS_RADIUS && i % 4 !== 0) return;
    const at = polar(angle, radius - 20 - 4 * depth);
    context.globalAlpha = i % 4 === 0 ? 1 : 0.7;
    context.fillText(i.toString(16).padStart(depth, '0'), at.x, at.y + 0.5);
  });
  context.globalAlpha = 1;
}

/** The arc (predecessor, self] of the selected and the hovered member. */
export function drawRanges(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { radius } = scene.layout;
  for (const range of scene.ranges) {
    const half = range.hovered ? 2 : 3;
    context.beginPath();
    arc().context(context)({
      startAngle: range.from,
      endAngle: range.from + sweep(range.from, range.to),
      innerRadius: radius - half,
      outerRadius: radius + half,
    });
    context.fillStyle = range.hovered ? palette.muted : palette.accent;
    context.fill();
  }
}
