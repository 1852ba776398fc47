// A stretch of the fleet's life as a file: the messages as they came, and the state that they began with. What is
// opened comes from anywhere, so it is checked before anything is made of it.
import type { FleetState } from '../model/fleet-state.ts';
import type { ServerMessage, Snapshot } from '../wire.ts';
import type { EventView } from '../wire-event.ts';
import { checkMessage } from './check-message.ts';
import { FRAMES_MAX, type Frame } from './tape.ts';

export const RECORDING_FORMAT = 'acorde-recording/1';
export const RECORDING_BYTES_MAX = 64 * 1024 * 1024;
const RECENT_MAX = 200;

export interface Recording {
  readonly format: typeof RECORDING_FORMAT;
  readonly fromMs: number;
  readonly untilMs: number;
  /** The first one is a snapshot. */
  readonly frames: readonly Frame[];
}

/** A recording of these frames, which began with `base`. */
export function makeRecording(base: FleetState, frames: readonly Frame[]): Recording {
  const fromMs = frames[0]?.atMs ?? 0;
  const begin: Frame[] = base.epoch === '' ? [] : [{ atMs: fromMs, message: snapshotOf(base, fromMs) }];
  const untilMs = frames.at(-1)?.atMs ?? fromMs;
  return { format: RECORDING_FORMAT, fromMs, untilMs, frames: [...begin, ...frames] };
}

function snapshotOf(state: FleetState, atMs: number): Snapshot {
  const { epoch, seq, ring, events, files } = state;
  const recent = state.feed
    .flatMap((item): EventView[] => (item.kind === 'event' && item.event.seq > 0 ? [item.event] : []))
    .slice(-RECENT_MAX);
  return {
    type: 'snapshot',
    epoch,
    seq,
    atMs,
    peers: [...state.peers.values()],
    ring,
    events,
    files,
    recent,
  };
}

/** Null when the text is not a recording. What follows the first bad frame is left out, never half of a frame. */
export function parseRecording(text: string): Recording | null {
  const value = parseJson(text);
  if (!isObject(value) || value.format !== RECORDING_FORMAT || !Array.isArray(value.frames)) return null;
  const frames: Frame[] = [];
  for (const frame of value.frames.slice(0, FRAMES_MAX) as unknown[]) {
    if (!isObject(frame) || !isTime(frame.atMs) || !checkMessage(frame.message)) break;
    if (frame.atMs < (frames.at(-1)?.atMs ?? 0)) break;
    frames.push({ atMs: frame.atMs, message: frame.message as ServerMessage });
  }
  const [first] = frames;
  if (first?.message.type !== 'snapshot') return null;
  return { format: RECORDING_FORMAT, fromMs: first.atMs, untilMs: frames.at(-1)!.atMs, frames };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < 8.64e15;
}
