// Work that comes back: at intervals that differ a little, so that peers do not all work at once, and sooner when
// something has happened. One run at a time; a run that fails is logged and the next one comes all the same.
import type { System } from '../system.ts';
import type { RepairLog } from './ports.ts';

export interface Loop {
  start(): void;
  /** Runs `delayMs` from now at the latest; what is asked for during a run follows it. */
  soon(delayMs: number): void;
  /** Aborts the signal of a run and waits for its end. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  readonly name: string;
  /** Between the end of a run and the start of the next one; varied by a quarter either way. */
  readonly intervalMs: number;
  readonly firstMs: number;
  readonly system: System;
  readonly log: RepairLog;
}

export function createLoop(options: LoopOptions, run: (signal: AbortSignal) => Promise<void>): Loop {
  const { name, intervalMs, firstMs, system, log } = options;
  const stopping = new AbortController();
  let started = false;
  let running: Promise<void> | null = null;
  let next: { atMs: number; cancel: () => void } | null = null;
  let askedMs: number | null = null;

  function plan(delayMs: number): void {
    const atMs = system.monotonicMs() + delayMs;
    if (!started || stopping.signal.aborted || (next && next.atMs <= atMs)) return;
    next?.cancel();
    next = { atMs, cancel: system.schedule(delayMs, begin) };
  }

  function begin(): void {
    next = null;
    running = runOnce().finally(() => {
      running = null;
      const varied = intervalMs * (0.75 + system.random() / 2);
      plan(askedMs === null ? varied : Math.min(askedMs, varied));
      askedMs = null;
    });
  }

  async function runOnce(): Promise<void> {
    try {
      await run(stopping.signal);
    } catch (error) {
      if (!stopping.signal.aborted) log.warn({ error }, `${name}: this run failed, the next one comes`);
    }
  }

  return {
    start() {
      started = true;
      plan(firstMs);
    },
    soon(delayMs) {
      if (running) askedMs = Math.min(askedMs ?? delayMs, delayMs);
      else plan(delayMs);
    },
    async stop() {
      stopping.abort();
      next?.cancel();
      await running;
    },
  };
}
