// The Range header for one range of bytes (RFC 9110, section 14). Several ranges and what is no range at all are
// ignored, as the standard allows, so the whole file answers them.

export interface ByteRange {
  /** The first byte, from 0. */
  readonly offset: number;
  /** At least 1. */
  readonly length: number;
}

const SINGLE = /^bytes=[ \t]*(\d{0,16})-(\d{0,16})[ \t]*$/i;

/** The bytes asked for; `unsatisfiable` when none of them exists; null when the header asks for no single range. */
export function parseByteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const match = header === undefined ? null : SINGLE.exec(header);
  if (!match) return null;
  const [first, last] = [match[1] ?? '', match[2] ?? ''];
  if (first === '') return last === '' ? null : suffix(Number(last), size);
  const offset = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < offset) return null;
  if (offset >= size) return 'unsatisfiable';
  return { offset, length: end - offset + 1 };
}

function suffix(length: number, size: number): ByteRange | 'unsatisfiable' {
  if (length === 0 || size === 0) return 'unsatisfiable';
  const bytes = Math.min(length, size);
  return { offset: size - bytes, length: bytes };
}
