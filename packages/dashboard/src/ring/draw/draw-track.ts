import { arc } from 'd3';
import { polar, sweep } from '../angle.ts';
import type { Palette } from '../palette.ts';
import type { Scene } from '../scene.ts';

const TICKS = 64;
const DIGITS = '0123456789abcdef';
/** Below this radius the sixteen digits would crowd the middle; then only the quarters are written. */
const ALL_DIGITS_RADIUS = 180;
const DIGITS_RADIUS = 96;

/** The circle as a dial: a tick at every 64th of the identifiers, and the first hex digit at every 16th. */
export function drawTrack(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  mono: string,
): void {
  drawTicks(context, scene.layout.radius, palette);
  drawDigits(context, scene.layout.radius, palette, mono);
  context.lineWidth = 2;
  context.strokeStyle = palette['line-strong'];
  context.beginPath();
  context.arc(0, 0, scene.layout.radius, 0, 2 * Math.PI);
  context.stroke();
}

function drawTicks(context: CanvasRenderingContext2D, radius: number, palette: Palette): void {
  for (let i = 0; i < TICKS; i++) {
    const digit = i % (TICKS / DIGITS.length) === 0;
    const angle = (i / TICKS) * 2 * Math.PI;
    const from = polar(angle, radius - (digit ? 13 : 9));
    const to = polar(angle, radius - 5);
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.lineWidth = 1;
    context.strokeStyle = digit ? palette['line-strong'] : palette.line;
    context.stroke();
  }
}

function drawDigits(context: CanvasRenderingContext2D, radius: number, palette: Palette, mono: string): void {
  if (radius < DIGITS_RADIUS) return;
  context.font = `12px ${mono}`;
  context.fillStyle = palette.muted;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const [i, digit] of [...DIGITS].entries()) {
    if (radius < ALL_DIGITS_RADIUS && i % 4 !== 0) continue;
    const at = polar((i / DIGITS.length) * 2 * Math.PI, radius - 24);
    context.globalAlpha = i % 4 === 0 ? 1 : 0.7;
    context.fillText(digit, at.x, at.y + 0.5);
  }
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
