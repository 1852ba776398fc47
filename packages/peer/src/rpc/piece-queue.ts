/** Pieces between one writer and one reader, bounded in bytes. `push` resolves when there is room for more. */
export class PieceQueue<T> implements AsyncIterable<T> {
  readonly #bytesMax: number;
  readonly #pieces: { readonly piece: T; readonly bytes: number }[] = [];
  #bytes = 0;
  #ended = false;
  #failure: Error | null = null;
  #wakeReader: (() => void) | null = null;
  #wakeWriter: (() => void) | null = null;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Rejects with the error given to `fail`. One push at a time. */
  async push(piece: T, bytes: number): Promise<void> {
    if (this.#failure) throw this.#failure;
    this.#pieces.push({ piece, bytes });
    this.#bytes += bytes;
    this.#wakeReader?.();
    while (this.#bytes > this.#bytesMax && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#wakeWriter = resolve;
      });
    }
    if (this.#failure) throw this.#failure;
  }

  /** No more pieces: the reader ends after the last one. */
  end(): void {
    this.#ended = true;
    this.#wakeReader?.();
  }

  /** Gives up: what waits is dropped, the reader and the writer get the error. The first error counts. */
  fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#pieces.length = 0;
    this.#bytes = 0;
    this.#wakeReader?.();
    this.#wakeWriter?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      if (this.#failure) throw this.#failure;
      const next = this.#pieces.shift();
      if (next) {
        this.#bytes -= next.bytes;
        this.#wakeWriter?.();
        yield next.piece;
      } else if (this.#ended) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wakeReader = resolve;
        });
      }
    }
  }
}
