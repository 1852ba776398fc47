import type { Palette } from '../palette.ts';
import type { Scene, SceneLabel } from '../scene.ts';
import type { PresenceOf } from './draw-members.ts';
import { type LabelPart, labelParts, type PartKind, TAG_PAD } from './label-parts.ts';

export interface Fonts {
  readonly sans: string;
  readonly mono: string;
}

export function drawLabels(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  fonts: Fonts,
  presence: PresenceOf,
): void {
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  for (const label of scene.labels) {
    context.globalAlpha = presence(label.id);
    if (label.leader !== null) drawLeader(context, label, palette);
    drawLabel(context, label, scene.layout.labelWidth, palette, fonts);
  }
  context.globalAlpha = 1;
}

function drawLeader(context: CanvasRenderingContext2D, label: SceneLabel, palette: Palette): void {
  context.beginPath();
  context.moveTo(label.leader!.x, label.leader!.y);
  context.lineTo(label.x - (label.side === 'right' ? 3 : -3), label.y);
  context.strokeStyle = palette['line-strong'];
  context.lineWidth = 1;
  context.stroke();
}

/** On the left side the line ends at the ring instead of starting there. */
function drawLabel(
  context: CanvasRenderingContext2D,
  label: SceneLabel,
  room: number,
  palette: Palette,
  fonts: Fonts,
): void {
  const font: Record<PartKind, string> = {
    name: `${label.strong ? 600 : 500} 13px ${fonts.sans}`,
    tag: `600 12px ${fonts.sans}`,
    detail: `12px ${fonts.mono}`,
  };
  const { parts, width } = labelParts(label, room, (text, kind) => {
    context.font = font[kind];
    return context.measureText(text).width;
  });
  const left = label.side === 'right' ? label.x : label.x - width;
  for (const part of parts) {
    context.font = font[part.kind];
    if (part.kind === 'tag') drawTag(context, part, left, label.y, palette);
    else {
      context.fillStyle = part.kind === 'name' ? palette.text : palette.muted;
      context.fillText(part.text, left + part.x, label.y);
    }
  }
}

function drawTag(
  context: CanvasRenderingContext2D,
  tag: LabelPart,
  left: number,
  y: number,
  palette: Palette,
): void {
  context.beginPath();
  context.roundRect(left + tag.x, y - 8, tag.width, 16, 4);
  context.fillStyle = palette['accent-soft'];
  context.fill();
  context.fillStyle = palette.accent;
  context.fillText(tag.text, left + tag.x + TAG_PAD, y + 0.5);
}
