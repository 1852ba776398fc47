// Sends files a few at a time, in the order in which they came.
import type { ApiError } from '../api/call.ts';
import type { Send, UploadEnd, UploadFault } from './upload.ts';

export interface Job {
  /** Whose job it is: all jobs of one upload are cancelled together. */
  readonly uploadId: number;
  readonly file: File;
  readonly peerId: string | null;
  began(): void;
  /** Bytes sent so far. */
  sent(bytes: number): void;
  ended(end: UploadEnd): void;
  failed(error: UploadFault): void;
}

export interface Lanes {
  add(jobs: readonly Job[]): void;
  /** Drops what waits and breaks off what runs. None of these jobs tells anything any more. */
  cancel(uploadId: number): void;
}

export const RUNNING_MAX = 4;

export function createLanes(send: Send): Lanes {
  let waiting: Job[] = [];
  const running = new Map<Job, () => void>();

  const run = async (job: Job): Promise<void> => {
    job.began();
    const sending = send(job.file, job.peerId, (bytes) => running.has(job) && job.sent(bytes));
    running.set(job, sending.cancel);
    try {
      const end = await sending.done;
      if (running.delete(job)) job.ended(end);
    } catch (cause) {
      const { code, message } = cause as ApiError;
      if (running.delete(job)) job.failed({ code: code ?? 'INTERNAL', message });
    }
    startNext();
  };

  const startNext = (): void => {
    while (running.size < RUNNING_MAX) {
      const job = waiting.shift();
      if (job === undefined) return;
      void run(job);
    }
  };

  return {
    add(jobs) {
      waiting = [...waiting, ...jobs];
      startNext();
    },
    cancel(uploadId) {
      waiting = waiting.filter((job) => job.uploadId !== uploadId);
      for (const [job, stop] of [...running]) {
        if (job.uploadId !== uploadId) continue;
        running.delete(job);
        stop();
      }
      startNext();
    },
  };
}
