import type { Palette } from '../palette.ts';
import type { Scene, SceneLabel } from '../scene.ts';
import type { PresenceOf } from './draw-members.ts';
import { fitText } from './fit-text.ts';

export interface Fonts {
  readonly sans: string;
  readonly mono: string;
}

const TAG_PAD = 5;

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

/** Parts of a label from left to right; on the left side the line ends at the ring instead of starting there. */
function drawLabel(
  context: CanvasRenderingContext2D,
  label: SceneLabel,
  room: number,
  palette: Palette,
  fonts: Fonts,
): void {
  const nameFont = `${label.strong ? 600 : 500} 13px ${fonts.sans}`;
  const tagFont = `600 12px ${fonts.sans}`;
  const detailFont = `12px ${fonts.mono}`;
  const width = (text: string, font: string) => {
    context.font = font;
    return context.measureText(text).width;
  };
  const tagWidths = label.tags.map((tag) => width(tag, tagFont) + 2 * TAG_PAD);
  const tagsWidth = tagWidths.reduce((sum, w) => sum + w + 4, 0);
  context.font = nameFont;
  const name = fitText(label.name, Math.max(24, room - tagsWidth), (text) => context.measureText(text).width);
  const nameWidth = width(name, nameFont);
  const detailWidth = label.detail === '' ? 0 : width(label.detail, detailFont) + 8;
  const withDetail = nameWidth + tagsWidth + detailWidth <= room;
  const total = nameWidth + tagsWidth + (withDetail ? detailWidth : 0);
  let x = label.side === 'right' ? label.x : label.x - total;
  context.font = nameFont;
  context.fillStyle = palette.text;
  context.fillText(name, x, label.y);
  x += nameWidth;
  for (const [i, tag] of label.tags.entries()) {
    drawTag(context, tag, x + 4, label.y, tagWidths[i]!, palette, tagFont);
    x += tagWidths[i]! + 4;
  }
  if (!withDetail || detailWidth === 0) return;
  context.font = detailFont;
  context.fillStyle = palette.muted;
  context.fillText(label.detail, x + 8, label.y);
}

function drawTag(
  context: CanvasRenderingContext2D,
  tag: string,
  x: number,
  y: number,
  width: number,
  palette: Palette,
  font: string,
): void {
  context.beginPath();
  context.roundRect(x, y - 8, width, 16, 4);
  context.fillStyle = palette['accent-soft'];
  context.fill();
  context.font = font;
  context.fillStyle = palette.accent;
  context.fillText(tag, x + TAG_PAD, y + 0.5);
}
