// How long each peer takes to answer: smoothed round trip and its mean deviation, as TCP keeps them (RFC 6298). A dead
// peer is noticed after its own time and not after the slowest one's; a slow lookup knows when to ask a second member.
const GAIN = 1 / 8;
const DEVIATION_GAIN = 1 / 4;
const DEVIATIONS = 4;

/** Peers remembered; the one first heard of makes room. */
const PEERS_MAX = 2_048;

/** In columns, like the fingers: numbers in arrays take a fifth of what objects of two numbers do. */
export class RoundTrips {
  // By peer, its position in the columns.
  readonly #positions = new Map<string, number>();
  readonly #smoothedMs: number[] = [];
  readonly #deviationMs: number[] = [];

  /** A peer has answered after so many milliseconds. */
  note(peerId: string, ms: number): void {
    const position = this.#positions.get(peerId);
    if (position === undefined) return this.#enter(peerId, ms);
    const smoothedMs = this.#smoothedMs[position] as number;
    const deviationMs = this.#deviationMs[position] as number;
    this.#deviationMs[position] = deviationMs + DEVIATION_GAIN * (Math.abs(ms - smoothedMs) - deviationMs);
    this.#smoothedMs[position] = smoothedMs + GAIN * (ms - smoothedMs);
  }

  /** Milliseconds within which nearly every answer of this peer has come; null for one that has not answered yet. */
  patienceMs(peerId: string): number | null {
    const position = this.#positions.get(peerId);
    if (position === undefined) return null;
    return (this.#smoothedMs[position] as number) + DEVIATIONS * (this.#deviationMs[position] as number);
  }

  /** The smoothed round trip; null for a peer that has not answered yet. */
  smoothedMs(peerId: string): number | null {
    const position = this.#positions.get(peerId);
    return position === undefined ? null : (this.#smoothedMs[position] as number);
  }

  #enter(peerId: string, ms: number): void {
    const position = this.#positions.size < PEERS_MAX ? this.#positions.size : this.#takeOldest();
    this.#positions.set(peerId, position);
    this.#smoothedMs[position] = ms;
    this.#deviationMs[position] = ms / 2;
  }

  #takeOldest(): number {
    for (const [peerId, position] of this.#positions) {
      this.#positions.delete(peerId);
      return position;
    }
    return 0;
  }
}
