// How fast bytes move now: over the last seconds, so that a pause shows and one burst does not.

const WINDOW_MS = 3_000;
const STEP_MS = 250;

export interface RateMeter {
  moved(bytes: number, nowMs: number): void;
  /** Bytes a second. */
  perSecond(nowMs: number): number;
}

/** `startMs`: when the first bytes may have begun to come. */
export function createRateMeter(startMs: number): RateMeter {
  /** What had moved at some moments of the window, oldest first. */
  const marks: { atMs: number; bytes: number }[] = [{ atMs: startMs, bytes: 0 }];
  let bytes = 0;

  function forget(nowMs: number): void {
    while (marks.length > 1 && (marks[1]?.atMs ?? nowMs) <= nowMs - WINDOW_MS) marks.shift();
  }

  return {
    moved(more, nowMs) {
      const last = marks.at(-1);
      if (last && nowMs - last.atMs >= STEP_MS) marks.push({ atMs: nowMs, bytes });
      bytes += more;
      forget(nowMs);
    },
    perSecond(nowMs) {
      forget(nowMs);
      const [oldest = { atMs: nowMs, bytes }] = marks;
      // Bytes that came within one moment tell nothing about a second yet.
      const elapsedMs = Math.max(nowMs - oldest.atMs, STEP_MS);
      return ((bytes - oldest.bytes) / elapsedMs) * 1000;
    },
  };
}
