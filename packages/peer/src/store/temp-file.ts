// A file on its way in. Writes are queued so that hashing and the network go on while the disk works, and the queue is
// bounded so that a slow disk slows the sender down instead of filling the memory.
import type { Disk } from './disk.ts';

/** Bytes that may wait for the disk. */
const QUEUE_BYTES_MAX = 4 * 1024 * 1024;

export interface TempFile {
  readonly path: string;
  /** Queues bytes; resolves when there is room for more. Rejects once a write has failed. */
  write(data: Uint8Array): Promise<void>;
  /** Resolves when all bytes are on the disk itself, and closes. A failed sync is final: the kernel may have dropped
   * the dirty pages, so a second sync would lie. */
  sync(): Promise<void>;
  /** Closes and removes the file. Safe to call twice and after a failure. */
  discard(): Promise<void>;
}

/** `written` gets each piece when it is not needed any more. */
export async function createTempFile(
  disk: Disk,
  path: string,
  written: (piece: Uint8Array) => void = () => undefined,
): Promise<TempFile> {
  const file = await disk.create(path);
  let queue: Uint8Array[] = [];
  let queuedBytes = 0;
  let pumping: Promise<void> | null = null;
  let failure: { error: unknown } | null = null;
  let closed: Promise<void> | null = null;
  let room: (() => void)[] = [];

  async function pump(): Promise<void> {
    while (queue.length > 0 && !failure) {
      const parts = queue;
      queue = [];
      try {
        await file.append(parts);
        for (const part of parts) written(part);
      } catch (error) {
        failure = { error };
      }
      for (const part of parts) queuedBytes -= part.length;
      for (const resolve of room) resolve();
      room = [];
    }
    pumping = null;
  }

  function close(): Promise<void> {
    closed ??= file.close();
    return closed;
  }

  function throwFailure(): void {
    if (failure) throw failure.error;
  }

  return {
    path,
    async write(data) {
      throwFailure();
      queue.push(data);
      queuedBytes += data.length;
      pumping ??= pump();
      while (queuedBytes > QUEUE_BYTES_MAX && !failure)
        await new Promise<void>((resolve) => room.push(resolve));
      throwFailure();
    },
    async sync() {
      await pumping;
      throwFailure();
      try {
        await file.sync();
      } catch (error) {
        failure = { error };
        throw error;
      }
      await close();
    },
    async discard() {
      failure ??= { error: new Error('the upload was given up') };
      await pumping;
      await ignoreErrors(close());
      await ignoreErrors(disk.remove(path));
    },
  };
}

async function ignoreErrors(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch {
    // What cannot be closed or removed now is swept at the next start.
  }
}
