/** Cuts a stream into pieces of at most `pieceBytesMax` that never span a multiple of `boundaryBytes`, counted from
 * the stream's start. Pieces are views: nothing is copied. */
export async function* cutPieces(
  bytes: AsyncIterable<Uint8Array>,
  pieceBytesMax: number,
  boundaryBytes: number,
): AsyncGenerator<Uint8Array> {
  let position = 0;
  for await (let rest of bytes) {
    while (rest.length > 0) {
      const length = Math.min(rest.length, pieceBytesMax, boundaryBytes - (position % boundaryBytes));
      yield rest.subarray(0, length);
      rest = rest.subarray(length);
      position += length;
    }
  }
}
