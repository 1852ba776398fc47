// Slow motion for a lookup: real hops take about a millisecond each. A hop is shown for its own time, as its event
// tells it, multiplied by one factor, which is always on the screen.
import type { HopView } from '../wire-event.ts';

export interface Playback {
  /** Hops shown so far: 2.4 is two whole ones and 40 % of the third. */
  readonly position: number;
  readonly playing: boolean;
  /** How many times slower than it was; null until the first hop is known. */
  readonly factor: number | null;
}

export type PlaybackAction = 'play' | 'pause' | 'step' | 'finish' | 'restart' | 'slower' | 'faster';

/** What an average hop should take on the screen when nobody has chosen a factor, milliseconds. */
const HOP_SHOWN_MS = 800;
/** Below this nobody sees a hop. */
const HOP_SHOWN_MS_MIN = 120;
const FACTOR_MAX = 100_000;

export const START: Playback = { position: 0, playing: true, factor: null };

/** Moves on by `dtMs` on the screen. Stops by itself at the last hop once the lookup has ended. */
export function advance(
  playback: Playback,
  hops: readonly HopView[],
  ended: boolean,
  dtMs: number,
): Playback {
  if (!playback.playing) return playback;
  const factor = playback.factor ?? factorFor(hops);
  let position = playback.position;
  let leftMs = dtMs;
  while (leftMs > 0 && position < hops.length) {
    const shownMs = Math.max(HOP_SHOWN_MS_MIN, hops[Math.floor(position)]!.ms * (factor ?? 1));
    const restMs = (Math.floor(position) + 1 - position) * shownMs;
    position = leftMs >= restMs ? Math.floor(position) + 1 : position + leftMs / shownMs;
    leftMs -= restMs;
  }
  const done = ended && position >= hops.length;
  if (!done && position === playback.position && factor === playback.factor) return playback;
  return { position, playing: !done, factor };
}

export function control(playback: Playback, action: PlaybackAction, hops: readonly HopView[]): Playback {
  const factor = playback.factor ?? factorFor(hops);
  switch (action) {
    case 'play':
      return { position: playback.position >= hops.length ? 0 : playback.position, playing: true, factor };
    case 'pause':
      return { ...playback, playing: false };
    case 'step':
      return { position: Math.min(hops.length, Math.floor(playback.position) + 1), playing: false, factor };
    case 'finish':
      return { position: hops.length, playing: false, factor };
    case 'restart':
      return { position: 0, playing: true, factor };
    case 'slower':
      return { ...playback, factor: Math.min(FACTOR_MAX, (factor ?? 1) * 2) };
    case 'faster':
      return { ...playback, factor: Math.max(1, Math.round((factor ?? 1) / 2)) };
  }
}

/** A round factor (1, 2 or 5 times a power of ten) by which the average hop fills HOP_SHOWN_MS; null without hops. */
export function factorFor(hops: readonly HopView[]): number | null {
  if (hops.length === 0) return null;
  const meanMs = hops.reduce((sum, hop) => sum + hop.ms, 0) / hops.length;
  const wanted = HOP_SHOWN_MS / Math.max(0.01, meanMs);
  if (wanted <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const head = wanted / power;
  return Math.min(FACTOR_MAX, (head >= 5 ? 5 : head >= 2 ? 2 : 1) * power);
}
