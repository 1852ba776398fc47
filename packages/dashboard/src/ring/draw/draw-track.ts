import { arc } from 'd3';
import { polar, sweep } from '../angle.ts';
import type { Palette } from '../palette.ts';
import type { Scene } from '../scene.ts';

const SIXTEENTHS = Array.from({ length: 16 }, (_, i) => i);

/** The circle itself, with a tick at every sixteenth and the first hex digit at the quarters. */
export function drawTrack(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  mono: string,
): void {
  const { radius } = scene.layout;
  context.lineWidth = 1.5;
  context.strokeStyle = palette.line;
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.stroke();
  context.lineWidth = 1;
  context.strokeStyle = palette['line-strong'];
  for (const i of SIXTEENTHS) {
    const angle = (i / 16) * 2 * Math.PI;
    const from = polar(angle, radius - (i % 4 === 0 ? 10 : 6));
    const to = polar(angle, radius - 3);
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }
  drawQuarters(context, radius, palette, mono);
}

function drawQuarters(
  context: CanvasRenderingContext2D,
  radius: number,
  palette: Palette,
  mono: string,
): void {
  if (radius < 140) return;
  context.font = `12px ${mono}`;
  context.fillStyle = palette.muted;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const [i, digit] of ['0', '4', '8', 'c'].entries()) {
    const at = polar((i / 4) * 2 * Math.PI, radius - 20);
    context.fillText(digit, at.x, at.y);
  }
}

/** The arc (predecessor, self] of the selected and the hovered member. */
export function drawRanges(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { radius } = scene.layout;
  for (const range of scene.ranges) {
    const path = arc().context(context);
    context.beginPath();
    path({
      startAngle: range.from,
      endAngle: range.from + sweep(range.from, range.to),
      innerRadius: radius - (range.hovered ? 1.5 : 3),
      outerRadius: radius + (range.hovered ? 1.5 : 3),
    });
    context.fillStyle = range.hovered ? palette['line-strong'] : palette.accent;
    context.fill();
  }
}
