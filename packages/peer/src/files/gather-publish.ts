import { nextTurn } from '../records/turn.ts';
import type { Records } from './ports.ts';

type Publish = Records['publish'];

interface Waiting {
  readonly records: Parameters<Publish>[0];
  resolve(): void;
  reject(error: unknown): void;
}

/** The same `publish`, for many callers at once: what they ask for in one turn of the event loop goes as one publication,
 * and succeeds or fails together. */
export function gatherPublish(publish: Publish, signal?: AbortSignal): Publish {
  let waiting: Waiting[] = [];

  async function flush(): Promise<void> {
    await nextTurn();
    const all = waiting;
    waiting = [];
    try {
      await publish(
        all.flatMap(({ records }) => [...records]),
        signal,
      );
      for (const one of all) one.resolve();
    } catch (error) {
      for (const one of all) one.reject(error);
    }
  }

  return (records) =>
    new Promise((resolve, reject) => {
      waiting.push({ records, resolve, reject });
      if (waiting.length === 1) void flush();
    });
}
