// One byte range of RFC 9110, section 14.

export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** Null when the header asks for the whole file: absent, malformed, or for several ranges, which need not be honoured.
 * `'outside'` when no byte of it lies in a file of `size` bytes. */
export function parseRange(header: string | undefined, size: number): ByteRange | 'outside' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!match) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'outside' : { offset: size - length, length };
  }
  const offset = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < offset) return null;
  return offset >= size ? 'outside' : { offset, length: end - offset + 1 };
}
