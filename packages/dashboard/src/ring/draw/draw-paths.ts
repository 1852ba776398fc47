import { curveCatmullRom, line } from 'd3';
import type { Point } from '../angle.ts';
import { middleOfPath, partOfPath } from '../hop-path.ts';
import type { Palette } from '../palette.ts';
import type { Scene, SceneHop } from '../scene.ts';

const smooth = line<Point>()
  .x((p) => p.x)
  .y((p) => p.y)
  .curve(curveCatmullRom);

export function drawFingers(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.25;
  context.globalAlpha = scene.hops.length > 0 ? 0.25 : 0.65;
  for (const finger of scene.fingers) {
    context.setLineDash(finger.stale ? [3, 4] : []);
    strokePath(context, finger.path);
    drawHead(context, finger.path, 7, palette.accent);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** The hops up to `position`: 2.4 is two whole ones and 40 % of the third. */
export function drawHops(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  position: number,
): void {
  for (const hop of scene.hops) {
    const t = Math.min(1, position - (hop.index - 1));
    if (t <= 0) continue;
    const part = partOfPath(hop.path, t);
    context.strokeStyle = hop.failed ? palette.failed : palette.accent;
    context.lineWidth = 2.25;
    context.lineCap = 'round';
    context.setLineDash(hop.failed ? [5, 5] : []);
    strokePath(context, part);
    context.setLineDash([]);
    drawHead(context, part, t < 1 ? 7 : 8, context.strokeStyle);
  }
}

/** The number of each hop, once half of it is drawn. */
export function drawHopNumbers(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  position: number,
  font: string,
): void {
  for (const hop of scene.hops) {
    if (position >= hop.index - 0.5) drawNumber(context, hop, palette, font);
  }
}

function strokePath(context: CanvasRenderingContext2D, path: readonly Point[]): void {
  context.beginPath();
  smooth.context(context)([...path]);
  context.stroke();
}

/** An arrow head at the end of a path, clear of the mark it points to. */
function drawHead(
  context: CanvasRenderingContext2D,
  path: readonly Point[],
  size: number,
  color: string | CanvasGradient | CanvasPattern,
): void {
  const tip = path.at(-1);
  const before = path.at(-3) ?? path[0];
  if (tip === undefined || before === undefined || tip === before) return;
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  context.save();
  context.translate(tip.x - Math.cos(angle) * 12, tip.y - Math.sin(angle) * 12);
  context.rotate(angle);
  context.beginPath();
  context.moveTo(size * 0.6, 0);
  context.lineTo(-size * 0.7, size * 0.55);
  context.lineTo(-size * 0.7, -size * 0.55);
  context.closePath();
  context.fillStyle = color;
  context.fill();
  context.restore();
}

function drawNumber(
  context: CanvasRenderingContext2D,
  { path, index, failed }: SceneHop,
  palette: Palette,
  font: string,
): void {
  const at = middleOfPath(path);
  context.beginPath();
  context.arc(at.x, at.y, 10, 0, 2 * Math.PI);
  context.fillStyle = failed ? palette.failed : palette.accent;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = palette.ground;
  context.stroke();
  context.fillStyle = palette['accent-ink'];
  context.font = `600 12px ${font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(String(index), at.x, at.y + 0.5);
}
