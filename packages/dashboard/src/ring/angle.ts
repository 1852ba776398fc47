// Where an identifier stands on the drawn ring. Zero is at twelve o'clock and numbers grow clockwise, as d3's arcs do.

const TURN = 2 * Math.PI;
/** 52 bits: all that a double holds exactly, and 10 million times finer than a tenth of a degree. */
const DIGITS_READ = 13;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Radians in [0, 2 pi) of a place given as 64 hex digits: the angle is id / 2^256 of a turn. */
export function angleOf(id: string): number {
  return (Number.parseInt(id.slice(0, DIGITS_READ), 16) / 16 ** DIGITS_READ) * TURN;
}

/** Radians in (0, 2 pi] from `a` clockwise to `b`; two equal angles are a whole turn apart. */
export function sweep(a: number, b: number): number {
  const turned = (((b - a) % TURN) + TURN) % TURN;
  return turned === 0 ? TURN : turned;
}

/** The point at an angle and a distance from the centre, y downwards. */
export function polar(angle: number, radius: number): Point {
  return { x: Math.sin(angle) * radius, y: -Math.cos(angle) * radius };
}
