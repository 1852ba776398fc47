const ID_DIGITS = 8;

/** The digits of an id that people compare. */
export function shortId(id: string): string {
  return id.slice(0, ID_DIGITS);
}

/** Bytes for people: MiB, or bytes where that would be nothing. */
export function size(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 3 : 1)} MiB`;
}

/** A text from elsewhere, without what would command the terminal. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
