// The bytes of passing files live in buffers outside V8's heap, each held by a handle of a few bytes in it. V8 counts the
// buffers only when it decides about a full collection, and does one for every 64 MiB of them, while the young
// generation, where their handles die, hardly fills. So for files it marked the whole heap, over and over, to find what a
// collection of the young generation finds at once: half the processor time of a large get. Here the young generation
// is collected whenever some megabytes of buffers have come since the last time.
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { System } from './system.ts';

/** Less would collect what is still on its way, and what survives twice grows old. */
const GROWTH_BYTES = 8 * 1024 * 1024;
/** While files pass, and for some looks after. */
const BUSY_INTERVAL_MS = 2;
const BUSY_LOOKS = 250;
/** While nothing happens: looking costs some microseconds. */
const IDLE_INTERVAL_MS = 250;

export interface Heap {
  /** Bytes of buffers outside the heap. */
  bufferBytes(): number;
  collectYoung(): void;
}

/** Looks at the heap until the result is called. */
export function startSweeping(system: System, heap: Heap): () => void {
  let lowestBytes = heap.bufferBytes();
  let busyLooks = 0;
  let cancel = system.schedule(IDLE_INTERVAL_MS, look);

  function look(): void {
    const bytes = heap.bufferBytes();
    lowestBytes = Math.min(lowestBytes, bytes);
    if (bytes - lowestBytes > GROWTH_BYTES) {
      heap.collectYoung();
      lowestBytes = heap.bufferBytes();
      busyLooks = BUSY_LOOKS;
    }
    if (busyLooks > 0) busyLooks -= 1;
    cancel = system.schedule(busyLooks > 0 ? BUSY_INTERVAL_MS : IDLE_INTERVAL_MS, look);
  }
  return () => cancel();
}

/** The heap of this process. */
export function ownHeap(): Heap {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;
  setFlagsFromString('--no-expose-gc');
  return {
    bufferBytes: () => getHeapStatistics().external_memory,
    collectYoung: () => collect({ type: 'minor' }),
  };
}
