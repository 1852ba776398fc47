import { arc } from 'd3';
import { polar, sweep } from '../angle.ts';
import type { Palette } from '../palette.ts';
import type { Scene } from '../scene.ts';

/** A key's place, and the way clockwise to the member that owns it. */
export function drawKey(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  font: string,
  word: string,
): void {
  if (scene.key === null) return;
  const { radius } = scene.layout;
  const { angle, ownerAngle } = scene.key;
  if (ownerAngle !== null) {
    context.beginPath();
    arc().context(context)({
      startAngle: angle,
      endAngle: angle + sweep(angle, ownerAngle),
      innerRadius: radius - 2,
      outerRadius: radius + 2,
    });
    context.fillStyle = palette.replica;
    context.fill();
  }
  const outer = polar(angle, radius + 9);
  const inner = polar(angle, radius - 9);
  context.beginPath();
  context.moveTo(inner.x, inner.y);
  context.lineTo(outer.x, outer.y);
  context.lineWidth = 3;
  context.lineCap = 'round';
  context.strokeStyle = palette.replica;
  context.stroke();
  const at = polar(angle, radius - 26);
  context.font = `500 12px ${font}`;
  const width = context.measureText(word).width + 10;
  context.beginPath();
  context.roundRect(at.x - width / 2, at.y - 9, width, 18, 4);
  context.fillStyle = palette.ground;
  context.fill();
  context.fillStyle = palette.text;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(word, at.x, at.y);
}
