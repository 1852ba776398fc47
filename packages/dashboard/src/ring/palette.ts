// The colours of the canvas, read from the same tokens that the page is styled with.

const NAMES = [
  'ground',
  'surface',
  'raised',
  'line',
  'line-strong',
  'text',
  'muted',
  'accent',
  'accent-soft',
  'accent-ink',
  'healthy',
  'joining',
  'suspect',
  'failed',
  'replica',
] as const;

export type Palette = Readonly<Record<(typeof NAMES)[number], string>>;

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  return Object.fromEntries(
    NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as Palette;
}
