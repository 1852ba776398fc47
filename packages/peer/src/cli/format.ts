const ID_DIGITS = 8;

/** The digits of an id that people compare. */
export function shortId(id: string): string {
  return id.slice(0, ID_DIGITS);
}

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes for people: 6428 is 6.3 KiB. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length);
  return `${(bytes / 1024 ** power).toFixed(1)} ${UNITS[power - 1]}`;
}

/** A text from elsewhere, without what would command the terminal. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
