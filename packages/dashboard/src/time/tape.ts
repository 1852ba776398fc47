// The messages of the last fifteen minutes, and the state of the fleet at any moment among them: the same reducer as
// for the live page, run again from the nearest kept state. States share what did not change, so keeping one now and
// then costs little.
import { EMPTY_FLEET, type FleetState } from '../model/fleet-state.ts';
import { reduce } from '../model/reduce.ts';
import type { ServerMessage } from '../wire.ts';
import { type Mark, marksOf } from './marks.ts';

/** A message and when it was received, Unix milliseconds by the gateway's clock. */
export interface Frame {
  readonly atMs: number;
  readonly message: ServerMessage;
}

export const SPAN_MS = 15 * 60_000;
export const FRAMES_MAX = 100_000;
const KEPT_EVERY = 400;

interface Kept {
  /** The state before the frame with this index. */
  readonly index: number;
  readonly state: FleetState;
}

export class Tape {
  #frames: Frame[] = [];
  #kept: Kept[] = [{ index: 0, state: EMPTY_FLEET }];
  #newest: Kept = { index: 0, state: EMPTY_FLEET };
  #marks: Mark[] = [];
  #last: Kept = { index: 0, state: EMPTY_FLEET };

  get frames(): readonly Frame[] {
    return this.#frames;
  }

  get fromMs(): number {
    return this.#frames[0]?.atMs ?? 0;
  }

  get untilMs(): number {
    return this.#frames.at(-1)?.atMs ?? 0;
  }

  /** What the timeline draws, oldest first. */
  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /** The state before the first frame: what a recording of this tape begins with. */
  get base(): FleetState {
    return this.#kept[0]!.state;
  }

  /** The state after the last frame, which is always at hand. */
  get newest(): FleetState {
    return this.#newest.state;
  }

  push(frame: Frame): void {
    // A clock that was set back would make time run backwards on the tape.
    const atMs = Math.max(frame.atMs, this.untilMs);
    const state = step(this.#newest.state, { atMs, message: frame.message });
    this.#frames.push({ atMs, message: frame.message });
    this.#marks.push(...marksOf(frame.message, atMs));
    this.#newest = { index: this.#frames.length, state };
    if (this.#frames.length % KEPT_EVERY === 0) {
      this.#kept.push(this.#newest);
      this.#trim(atMs - SPAN_MS);
    }
  }

  /** The state at a moment: after every frame up to it. */
  stateAt(atMs: number): FleetState {
    const index = this.#countUntil(atMs);
    if (index === this.#newest.index) return this.#newest.state;
    if (index === this.#last.index) return this.#last.state;
    const kept = this.#kept.findLast((one) => one.index <= index)!;
    const from = this.#last.index <= index && this.#last.index > kept.index ? this.#last : kept;
    const state = this.#frames.slice(from.index, index).reduce(step, from.state);
    this.#last = { index, state };
    return state;
  }

  #countUntil(atMs: number): number {
    let low = 0;
    let high = this.#frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#frames[middle]!.atMs <= atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Drops whole stretches between kept states: what stays can still be played from its beginning. */
  #trim(beforeMs: number): void {
    const tooMany = this.#frames.length - FRAMES_MAX;
    const cut = this.#kept.findLast(
      ({ index }) => index <= tooMany || (this.#frames[index]?.atMs ?? Infinity) < beforeMs,
    );
    if (cut === undefined || cut.index === 0) return;
    const shift = (kept: Kept): Kept => ({ ...kept, index: kept.index - cut.index });
    this.#frames = this.#frames.slice(cut.index);
    this.#kept = this.#kept.filter(({ index }) => index >= cut.index).map(shift);
    this.#newest = shift(this.#newest);
    this.#last = this.#kept[0]!;
    this.#marks = this.#marks.filter(({ atMs }) => atMs >= this.fromMs);
  }
}

function step(state: FleetState, { atMs, message }: Frame): FleetState {
  return reduce(state, { type: 'message', message, atMs });
}

export function tapeOf(frames: readonly Frame[]): Tape {
  const tape = new Tape();
  for (const frame of frames) tape.push(frame);
  return tape;
}
