import { Code, ConnectError } from '@connectrpc/connect';

const HEAD_BYTES = 5;
/** Messages up to this size share a slab of memory with others. */
const SMALL_BYTES_MAX = 2048;

/** Puts frames together from bytes, however they are cut. Errors: ConnectError. */
export class FrameParser {
  readonly #bytesMax: number;
  readonly #take: (length: number) => Buffer;
  readonly #head = Buffer.alloc(HEAD_BYTES);
  #headFilled = 0;
  #body: Buffer | null = null;
  #bodyFilled = 0;

  /** `take` makes the buffers of messages that are not small. */
  constructor(bytesMax: number, take: (length: number) => Buffer = Buffer.allocUnsafeSlow) {
    this.#bytesMax = bytesMax;
    this.#take = take;
  }

  /** The messages that these bytes complete; none of them is a view of `received`. */
  *take(received: Buffer): Generator<Uint8Array> {
    let rest = received;
    while (rest.length > 0) {
      if (!this.#body) {
        const count = Math.min(rest.length, HEAD_BYTES - this.#headFilled);
        rest.copy(this.#head, this.#headFilled, 0, count);
        this.#headFilled += count;
        rest = rest.subarray(count);
        if (this.#headFilled < HEAD_BYTES) return;
        const length = lengthOf(this.#head, this.#bytesMax);
        this.#body = length <= SMALL_BYTES_MAX ? Buffer.allocUnsafe(length) : this.#take(length);
      }
      const body = this.#body;
      const count = Math.min(rest.length, body.length - this.#bodyFilled);
      rest.copy(body, this.#bodyFilled, 0, count);
      this.#bodyFilled += count;
      rest = rest.subarray(count);
      if (this.#bodyFilled < body.length) return;
      this.#body = null;
      this.#headFilled = 0;
      this.#bodyFilled = 0;
      yield new Uint8Array(body.buffer, body.byteOffset, body.length);
    }
  }

  /** Throws when the bytes ended inside a frame. */
  end(): void {
    if (this.#headFilled > 0)
      throw new ConnectError('protocol error: a message is cut off', Code.InvalidArgument);
  }
}

function lengthOf(head: Buffer, bytesMax: number): number {
  if (head[0] !== 0) throw new ConnectError('protocol error: a compressed message', Code.Unimplemented);
  const length = head.readUInt32BE(1);
  if (length <= bytesMax) return length;
  throw new ConnectError(
    `message size ${length} is over the limit of ${bytesMax} bytes`,
    Code.ResourceExhausted,
  );
}
