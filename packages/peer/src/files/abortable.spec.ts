import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { abortable } from './abortable.ts';
import { createManualSystem } from './testing/manual-system.ts';

async function* numbers(count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i += 1) yield i;
}

/** Yields once, then never again; remembers whether it was closed. */
function silent(): AsyncIterable<number> & { closed: boolean } {
  let asked = 0;
  return {
    closed: false,
    [Symbol.asyncIterator]() {
      return {
        next: () =>
          asked++ === 0 ? Promise.resolve({ done: false, value: 1 }) : new Promise(() => undefined),
        return: async () => {
          this.closed = true;
          return { done: true, value: undefined };
        },
      };
    },
  };
}

describe('a source that may be aborted', () => {
  it('gives the same items', async () => {
    const items: number[] = [];
    for await (const item of abortable(numbers(5), new AbortController().signal)) items.push(item);
    expect(items).toEqual([0, 1, 2, 3, 4]);
  });

  it('ends at once, even while it is silent, and is closed', async () => {
    const source = silent();
    const stop = new AbortController();
    const items = abortable(source, stop.signal);
    await items.next();
    const waiting = items.next();
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(source.closed).toBe(true);
  });

  it('is not asked when the signal has aborted before', async () => {
    await expect(abortable(numbers(1), AbortSignal.abort()).next()).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('is given up when it is silent for too long', async () => {
    const system = createManualSystem();
    const items = abortable(silent(), undefined, { system, silenceMs: 100 });
    await items.next();
    const waiting = items.next();
    await system.scheduled(100);
    system.advance(100);
    await expect(waiting).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
  });

  it('keeps nothing of what has gone by, however long the stream', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const chunkBytes = 1024 * 1024;
    async function* chunks(count: number): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < count; i += 1) yield new Uint8Array(chunkBytes);
    }
    collectGarbage();
    const before = process.memoryUsage().arrayBuffers;
    let held = 0;
    let count = 0;
    for await (const chunk of abortable(chunks(128), new AbortController().signal)) {
      count += chunk.length / chunkBytes;
      if (count % 16 !== 0) continue;
      collectGarbage();
      held = Math.max(held, process.memoryUsage().arrayBuffers - before);
    }
    expect(count).toBe(128);
    expect(held).toBeLessThan(32 * chunkBytes);
  });
});
