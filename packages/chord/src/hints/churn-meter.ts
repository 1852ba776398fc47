// Full membership costs every peer one message for each that comes or goes, wherever on the ring. This says what that
// costs at the moment, so that routing can fall back to fingers, which cost the same however large the ring is.

/** What one coming or going costs each peer that hears of it: a contact, compressed, and its share of the frames. */
const EVENT_BYTES = 50;

/** Where members go, as many come. */
const EVENTS_PER_DEPARTURE = 2;

/** The time over which the rate is averaged. */
const WINDOW_MS = 60_000;

export class ChurnMeter {
  #departuresPerMs = 0;
  #countedMs = 0;

  /** A member has gone, at this moment of the clock. */
  departed(nowMs: number): void {
    this.#departuresPerMs = this.#rate(nowMs) + 1 / WINDOW_MS;
    this.#countedMs = nowMs;
  }

  /** Bytes a second that full membership costs this peer, at this moment of the clock. */
  bytesPerSecond(nowMs: number): number {
    return this.#rate(nowMs) * 1000 * EVENTS_PER_DEPARTURE * EVENT_BYTES;
  }

  #rate(nowMs: number): number {
    return this.#departuresPerMs * Math.exp((this.#countedMs - nowMs) / WINDOW_MS);
  }
}
