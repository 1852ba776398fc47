import { expect, it } from 'vitest';
import { labelParts } from './label-parts.ts';

const measure = (text: string) => [...text].length * 8;
const label = {
  id: 'a',
  name: 'birch',
  detail: '09423513',
  tags: ['owner'],
  side: 'right',
  strong: false,
  leader: null,
  x: 0,
  y: 0,
} as const;
const kinds = (room: number) => labelParts(label, room, measure).parts.map((part) => part.kind);

it('shows all when there is room, without overlaps', () => {
  const { parts, width } = labelParts(label, 400, measure);
  expect(parts.map((part) => part.text)).toEqual(['birch', 'owner', '09423513']);
  for (const [i, part] of parts.slice(1).entries())
    expect(part.x).toBeGreaterThan(parts[i]!.x + parts[i]!.width);
  expect(width).toBeLessThanOrEqual(400);
});

it('lets the id go first, then the tags, and never the name', () => {
  expect(kinds(150)).toEqual(['name', 'tag']);
  expect(kinds(60)).toEqual(['name']);
  expect(labelParts(label, 24, measure).parts[0]?.text).toBe('bi…');
});
