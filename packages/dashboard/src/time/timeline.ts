// Where the reader stands in time: now, at a moment of the last fifteen minutes, or in a recording from a file.
import type { BrowserClock } from '../clock.ts';
import type { FleetState } from '../model/fleet-state.ts';
import { createStore, type Store } from '../model/store.ts';
import type { ServerMessage } from '../wire.ts';
import { makeRecording, type Recording } from './recording.ts';
import { type Frame, Tape, tapeOf } from './tape.ts';

export interface TimelineState {
  /** The moment that is shown, by the gateway's clock in Unix milliseconds; null: now. */
  readonly atMs: number | null;
  /** The name of the opened recording; null: this fleet. */
  readonly recording: string | null;
  /** How many times faster than it was the past runs on; 0: it stands still. */
  readonly speed: number;
}

export interface Timeline extends Pick<Store<TimelineState, never>, 'getState' | 'subscribe'> {
  /** Takes a live message. */
  hear(message: ServerMessage, atMs: number): void;
  /** Takes what the gateway has kept from before this page was opened. */
  remember(frames: readonly Frame[]): void;
  /** The state of the fleet where the reader stands; null: now. */
  past(): FleetState | null;
  seek(atMs: number): void;
  live(): void;
  play(speed: number): void;
  open(name: string, recording: Recording): void;
  /** The last fifteen minutes, or the opened recording. */
  save(): Recording;
  tape(): Tape;
}

const STEP_MS = 100;

export function createTimeline(clock: BrowserClock, schedule: (fn: () => void) => void): Timeline {
  const store = createStore<TimelineState, Partial<TimelineState>>(
    { atMs: null, recording: null, speed: 0 },
    (state, change) => ({ ...state, ...change }),
    schedule,
  );
  let live = new Tape();
  let opened: Tape | null = null;
  let stopPlaying = () => {};
  const tape = () => opened ?? live;

  function seek(atMs: number): void {
    store.dispatch({ atMs: Math.min(tape().untilMs, Math.max(tape().fromMs, atMs)) });
  }

  function halt(): void {
    stopPlaying();
    stopPlaying = () => {};
    store.dispatch({ speed: 0 });
  }

  function playOn(): void {
    const { atMs, speed } = store.getState();
    if (atMs === null || speed === 0) return halt();
    seek(atMs + STEP_MS * speed);
    if ((store.getState().atMs ?? 0) >= tape().untilMs) halt();
  }

  return {
    ...store,
    hear(message, atMs) {
      live.push({ atMs, message });
    },
    remember(frames) {
      const last = frames.findLast(({ message }) => message.type === 'delta')?.message;
      const lastSeq = last?.type === 'delta' ? last.seq : 0;
      const untilMs = frames.at(-1)?.atMs ?? 0;
      const news = live.frames.filter(({ message, atMs }) =>
        message.type === 'delta' ? message.seq > lastSeq : message.type === 'telemetry' && atMs > untilMs,
      );
      live = tapeOf([...frames, ...news]);
      store.dispatch({});
    },
    past() {
      const { atMs } = store.getState();
      return atMs === null ? null : tape().stateAt(atMs);
    },
    seek(atMs) {
      halt();
      seek(atMs);
    },
    live() {
      halt();
      opened = null;
      store.dispatch({ atMs: null, recording: null });
    },
    play(speed) {
      halt();
      if (speed === 0) return;
      const { atMs } = store.getState();
      if (atMs === null || atMs >= tape().untilMs) seek(tape().fromMs);
      store.dispatch({ speed });
      stopPlaying = clock.every(STEP_MS, playOn);
    },
    open(name, recording) {
      halt();
      opened = tapeOf(recording.frames);
      store.dispatch({ recording: name, atMs: recording.untilMs });
    },
    save: () => makeRecording(tape().base, tape().frames),
    tape,
  };
}
