// A plot of lines as SVG, for the documents: no script, no clock, the same bytes for the same figures.

/** One line of a plot; x is shown by its logarithm to base 2. */
export interface PlotLine {
  readonly name: string;
  readonly colour: string;
  readonly dashed?: boolean;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** What is drawn. */
export interface Plot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly PlotLine[];
}

const WIDTH = 640;
const HEIGHT = 400;
const LEFT = 56;
const RIGHT = 150;
const TOP = 40;
const BOTTOM = 48;

/** The plot as an SVG document. */
export function plot({ title, x, y, lines }: Plot): string {
  const points = lines.flatMap((line) => line.points);
  const xs = points.map(([at]) => Math.log2(at));
  const [low, high] = [Math.floor(Math.min(...xs)), Math.ceil(Math.max(...xs))];
  const top = Math.ceil(Math.max(...points.map(([, value]) => value)));
  const across = (at: number) => LEFT + ((at - low) / (high - low)) * (WIDTH - LEFT - RIGHT);
  const up = (value: number) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM);
  const marks = lines.flatMap((line, i) => drawn(line, i, across, up));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(LEFT, 22, title, 'font-size="14"'),
    ...range(0, top).flatMap((value) => [
      `<path d="M${LEFT} ${round(up(value))}H${WIDTH - RIGHT}" stroke="#dddddd"/>`,
      text(LEFT - 8, up(value) + 4, String(value), 'text-anchor="end"'),
    ]),
    ...range(low, high)
      .filter((at) => at % 2 === 0)
      .map((at) =>
        text(across(at), HEIGHT - BOTTOM + 18, (2 ** at).toLocaleString('en'), 'text-anchor="middle"'),
      ),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, x, 'text-anchor="middle"'),
    text(16, HEIGHT / 2, y, `text-anchor="middle" transform="rotate(-90 16 ${HEIGHT / 2})"`),
    ...marks,
    '</svg>',
    '',
  ].join('\n');
}

function drawn(
  { name, colour, dashed, points }: PlotLine,
  i: number,
  across: (at: number) => number,
  up: (value: number) => number,
): string[] {
  const at = points.map(([x, y]) => `${round(across(Math.log2(x)))} ${round(up(y))}`);
  const legend = TOP + 12 + i * 20;
  const dash = dashed ? ' stroke-dasharray="5 4"' : '';
  return [
    `<path d="M${at.join('L')}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>`,
    ...(dashed
      ? []
      : at.map((point) => `<circle cx="${point.replace(' ', '" cy="')}" r="3" fill="${colour}"/>`)),
    `<path d="M${WIDTH - RIGHT + 12} ${legend - 4}h18" stroke="${colour}" stroke-width="2"${dash}/>`,
    text(WIDTH - RIGHT + 36, legend, name, ''),
  ];
}

function text(x: number, y: number, content: string, more: string): string {
  return `<text x="${round(x)}" y="${round(y)}" fill="#222222" ${more}>${content}</text>`;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
