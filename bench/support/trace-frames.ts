// What a page's main thread did for each of its frames, out of a trace of the browser: all of its tasks, hence script,
// style, layout, paint and the collection of garbage.
import type { CDPSession } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** Microseconds on a processor, without waiting for one. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

export interface Frames {
  /** Milliseconds of each frame by the clock. */
  readonly wallMs: readonly number[];
  /** Milliseconds of each frame on a processor: what other programs take away is not in it. */
  readonly cpuMs: readonly number[];
}

const CATEGORIES = ['disabled-by-default-devtools.timeline', 'disabled-by-default-devtools.timeline.frame'];

/** Runs `work` under a trace. */
export async function traceFrames(session: CDPSession, work: () => Promise<void>): Promise<Frames> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown[] }) => {
    for (const event of value as TraceEvent[]) events.push(event);
  };
  session.on('Tracing.dataCollected', collect);
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES, excludedCategories: ['*'] },
  });
  await work();
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.end');
  await complete;
  session.off('Tracing.dataCollected', collect);
  return framesOf(events);
}

/** The work since the frame before belongs to a frame: what came between two frames is shown by the second. */
function framesOf(events: readonly TraceEvent[]): Frames {
  const { pid, tid } = mainThread(events);
  const own = events.filter((event) => event.pid === pid && event.tid === tid).sort((a, b) => a.ts - b.ts);
  const begins = own.filter(({ name }) => name === 'BeginMainThreadFrame').map(({ ts }) => ts);
  const tasks = own.filter(({ name, ph }) => name === 'RunTask' && ph === 'X');
  const wallMs: number[] = Array(begins.length).fill(0);
  const cpuMs: number[] = Array(begins.length).fill(0);
  let frame = 0;
  for (const { ts, dur = 0, tdur = 0 } of tasks) {
    while (frame < begins.length && begins[frame]! < ts) frame += 1;
    if (frame >= begins.length) break;
    wallMs[frame]! += dur / 1000;
    cpuMs[frame]! += tdur / 1000;
  }
  // What was under way when the trace began belongs to no frame of it.
  return { wallMs: wallMs.slice(1), cpuMs: cpuMs.slice(1) };
}

/** The main thread with the most frames: that of the page. */
function mainThread(events: readonly TraceEvent[]): { pid: number; tid: number } {
  const counts = new Map<string, { pid: number; tid: number; count: number }>();
  for (const { name, pid, tid } of events) {
    if (name !== 'BeginMainThreadFrame') continue;
    const known = counts.get(`${pid}/${tid}`) ?? { pid, tid, count: 0 };
    counts.set(`${pid}/${tid}`, { ...known, count: known.count + 1 });
  }
  const [most] = [...counts.values()].sort((a, b) => b.count - a.count);
  if (most === undefined) throw new Error('the trace has no frame');
  return most;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
