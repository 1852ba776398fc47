// How long each peer takes to answer: smoothed round trip and its mean deviation, as TCP keeps them (RFC 6298). A dead
// peer is noticed after its own time and not after the slowest one's; a slow lookup knows when to ask a second member.
const GAIN = 1 / 8;
const DEVIATION_GAIN = 1 / 4;
const DEVIATIONS = 4;

/** Peers remembered; the one first heard of makes room. */
const PEERS_MAX = 2_048;

interface RoundTrip {
  smoothedMs: number;
  deviationMs: number;
}

export class RoundTrips {
  readonly #peers = new Map<string, RoundTrip>();

  /** A peer has answered after so many milliseconds. */
  note(peerId: string, ms: number): void {
    const known = this.#peers.get(peerId);
    if (known === undefined) {
      this.#peers.set(peerId, { smoothedMs: ms, deviationMs: ms / 2 });
      this.#makeRoom();
      return;
    }
    known.deviationMs += DEVIATION_GAIN * (Math.abs(ms - known.smoothedMs) - known.deviationMs);
    known.smoothedMs += GAIN * (ms - known.smoothedMs);
  }

  /** Milliseconds within which nearly every answer of this peer has come; null for one that has not answered yet. */
  patienceMs(peerId: string): number | null {
    const known = this.#peers.get(peerId);
    return known === undefined ? null : known.smoothedMs + DEVIATIONS * known.deviationMs;
  }

  /** The smoothed round trip; null for a peer that has not answered yet. */
  smoothedMs(peerId: string): number | null {
    return this.#peers.get(peerId)?.smoothedMs ?? null;
  }

  #makeRoom(): void {
    const oldest = this.#peers.size > PEERS_MAX ? this.#peers.keys().next().value : undefined;
    if (oldest !== undefined) this.#peers.delete(oldest);
  }
}
