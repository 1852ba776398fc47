// One line of a label, from left to right: the name, its tags, the head of its id. What does not fit goes, the id
// first, then the tags, and the name is cut last.
import type { SceneLabel } from '../scene.ts';
import { fitText } from './fit-text.ts';

export type PartKind = 'name' | 'tag' | 'detail';

export interface LabelPart {
  readonly kind: PartKind;
  readonly text: string;
  /** From the label's left edge. */
  readonly x: number;
  readonly width: number;
}

export const TAG_PAD = 5;
const GAPS: Record<PartKind, number> = { name: 0, tag: 4, detail: 8 };
const NAME_MIN = 40;

export type Measure = (text: string, kind: PartKind) => number;

/** The parts that fit into `room`, and how wide they are in all. */
export function labelParts(
  label: SceneLabel,
  room: number,
  measure: Measure,
): { parts: LabelPart[]; width: number } {
  const widthOf = (kind: PartKind, text: string) => measure(text, kind) + (kind === 'tag' ? 2 * TAG_PAD : 0);
  const sum = (texts: readonly string[], kind: PartKind) =>
    texts.reduce((total, text) => total + widthOf(kind, text) + GAPS[kind], 0);
  const nameWidth = widthOf('name', label.name);
  const tags = room - sum(label.tags, 'tag') >= Math.min(nameWidth, NAME_MIN) ? label.tags : [];
  const tagsWidth = sum(tags, 'tag');
  const name = fitText(label.name, room - tagsWidth, (text) => widthOf('name', text));
  const details = label.detail === '' ? [] : [label.detail];
  const fits = widthOf('name', name) + tagsWidth + sum(details, 'detail') <= room;
  const texts: [PartKind, string][] = [['name', name]];
  for (const tag of tags) texts.push(['tag', tag]);
  if (fits) for (const detail of details) texts.push(['detail', detail]);
  return inLine(texts, widthOf);
}

function inLine(texts: readonly [PartKind, string][], widthOf: (kind: PartKind, text: string) => number) {
  const parts: LabelPart[] = [];
  let x = 0;
  for (const [kind, text] of texts) {
    x += GAPS[kind];
    const width = widthOf(kind, text);
    parts.push({ kind, text, x, width });
    x += width;
  }
  return { parts, width: x };
}
