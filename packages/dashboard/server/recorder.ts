// Keeps what every browser is told for fifteen minutes, so that one that is opened now can look back. It listens at the
// hub as a browser does. From time to time it greets the hub anew: what was before that greeting can then be dropped
// whole, and what is left still begins with a snapshot.
import type { Hub, Subscriber } from './hub.ts';
import type { System } from './system.ts';

export interface Recorder {
  start(): void;
  stop(): void;
  /** The recording as JSON, in parts. Its shape: `Recording` of the pages. */
  parts(): string[];
}

interface Stretch {
  readonly fromMs: number;
  /** Messages as they were sent, each with its time; the first one is a snapshot. */
  readonly frames: string[];
  bytes: number;
}

const SPAN_MS = 15 * 60_000;
const STRETCH_MS = 60_000;
const BYTES_MAX = 32 * 1024 * 1024;
/** A stretch alone never outgrows this: telemetry floods must not push the facts out. */
const STRETCH_BYTES_MAX = 8 * 1024 * 1024;
export const RECORDING_FORMAT = 'acorde-recording/1';

export function createRecorder(hub: Pick<Hub, 'join'>, system: System): Recorder {
  let stretches: Stretch[] = [];
  let leave = () => {};
  let cancel = () => {};

  function begin(): void {
    const before = leave;
    const fromMs = system.nowMs();
    const stretch: Stretch = { fromMs, frames: [], bytes: 0 };
    const subscriber: Subscriber = {
      send(text) {
        if (stretch.bytes > STRETCH_BYTES_MAX && text.startsWith('{"type":"telemetry"')) return;
        if (text.startsWith('{"type":"tick"')) return;
        stretch.frames.push(`{"atMs":${system.nowMs()},"message":${text}}`);
        stretch.bytes += text.length;
      },
      bufferedBytes: () => 0,
      close: () => {},
    };
    // Joining sends what is gathered first: to the old listener, so nothing is lost between the two.
    leave = hub.join(subscriber, undefined);
    before();
    stretches.push(stretch);
    trim(fromMs);
    cancel = system.schedule(STRETCH_MS, begin);
  }

  function trim(nowMs: number): void {
    const bytes = () => stretches.reduce((sum, stretch) => sum + stretch.bytes, 0);
    const old = () => (stretches[1]?.fromMs ?? nowMs) < nowMs - SPAN_MS;
    while (stretches.length > 1 && (old() || bytes() > BYTES_MAX)) stretches.shift();
  }

  return {
    start: begin,
    stop() {
      cancel();
      leave();
      stretches = [];
    },
    parts() {
      // Only the first snapshot is needed: each stretch goes on where the one before ended.
      const frames = stretches.flatMap((stretch, i) => (i === 0 ? stretch.frames : stretch.frames.slice(1)));
      const head = `{"format":"${RECORDING_FORMAT}","fromMs":${stretches[0]?.fromMs ?? 0},"untilMs":${system.nowMs()},"frames":[`;
      return [head, ...frames.flatMap((frame, i) => (i === 0 ? [frame] : [',', frame])), ']}'];
    },
  };
}
