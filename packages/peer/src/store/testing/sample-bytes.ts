/** Bytes of a stated pattern: byte i is (i * 31 + seed) mod 251, so no two chunks are alike. */
export function sampleBytes(length: number, seed = 0): Uint8Array {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i += 1) bytes[i] = (i * 31 + seed) % 251;
  return bytes;
}

/** Cuts bytes as a network would: into pieces of one length that heeds no border. */
export async function* trickle(bytes: Uint8Array, pieceBytes = 100_003): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes)
    yield Uint8Array.from(bytes.subarray(at, at + pieceBytes));
}

/** Puts the pieces together again. */
export async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
