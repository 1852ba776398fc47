// Uploads, a few at a time. A file's bytes are never in the page's memory: the browser reads them from disk as it
// sends them.
import type { ApiError } from '../api/call.ts';
import type { BrowserClock } from '../clock.ts';
import { createStore, type Store } from '../model/store.ts';
import type { UploadReply } from '../wire-rest.ts';
import { addSample, type RateSample } from './rate.ts';

export interface Upload {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  readonly sent: number;
  readonly state: 'waiting' | 'sending' | 'finishing' | 'done' | 'failed' | 'cancelled';
  readonly samples: readonly RateSample[];
  readonly reply: UploadReply | null;
  /** False when the fleet had the same entry before. */
  readonly created: boolean;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface UploadEnd {
  readonly reply: UploadReply;
  readonly created: boolean;
}

/** Sends one file; `onSent` tells the bytes sent so far. Rejects with ApiError. */
export type Send = (
  file: File,
  peerId: string | null,
  onSent: (bytes: number) => void,
) => { readonly done: Promise<UploadEnd>; readonly cancel: () => void };

export interface UploadQueue {
  readonly store: Pick<Store<readonly Upload[], never>, 'getState' | 'subscribe'>;
  add(files: readonly File[], peerId: string | null): void;
  cancel(id: number): void;
  /** Takes an ended upload off the list. */
  dismiss(id: number): void;
}

export const RUNNING_MAX = 2;
export const UPLOADS_MAX = 1_000;

export function createUploadQueue(
  send: Send,
  clock: BrowserClock,
  onStored: (end: UploadEnd) => void,
): UploadQueue {
  const store = createStore<readonly Upload[], readonly Upload[]>(
    [],
    (_, next) => next,
    (fn) => fn(),
  );
  const waiting: { id: number; file: File; peerId: string | null }[] = [];
  const running = new Map<number, () => void>();
  let nextId = 1;

  const change = (id: number, change: Partial<Upload>) =>
    store.dispatch(store.getState().map((upload) => (upload.id === id ? { ...upload, ...change } : upload)));
  const find = (id: number) => store.getState().find((upload) => upload.id === id);

  const progress = (id: number, sent: number) => {
    const upload = find(id);
    if (upload === undefined) return;
    const state = sent >= upload.size ? 'finishing' : 'sending';
    change(id, { sent, state, samples: addSample(upload.samples, { atMs: clock.nowMs(), bytes: sent }) });
  };

  const run = async (id: number, file: File, peerId: string | null): Promise<void> => {
    change(id, { state: 'sending', samples: [{ atMs: clock.nowMs(), bytes: 0 }] });
    const sending = send(file, peerId, (sent) => progress(id, sent));
    running.set(id, sending.cancel);
    try {
      const end = await sending.done;
      change(id, { state: 'done', sent: file.size, reply: end.reply, created: end.created });
      onStored(end);
    } catch (cause) {
      const { code, message } = cause as ApiError;
      if (find(id)?.state !== 'cancelled')
        change(id, { state: 'failed', error: { code: code ?? 'INTERNAL', message } });
    } finally {
      running.delete(id);
      startNext();
    }
  };

  const startNext = (): void => {
    while (running.size < RUNNING_MAX) {
      const next = waiting.shift();
      if (next === undefined) return;
      void run(next.id, next.file, next.peerId);
    }
  };

  return {
    store,
    add(files, peerId) {
      const room = Math.max(0, UPLOADS_MAX - store.getState().length);
      const added = files.slice(0, room).map((file) => ({ id: nextId++, file, peerId }));
      store.dispatch([...store.getState(), ...added.map(({ id, file }) => fresh(id, file))]);
      waiting.push(...added);
      startNext();
    },
    cancel(id) {
      const at = waiting.findIndex((one) => one.id === id);
      if (at !== -1) waiting.splice(at, 1);
      change(id, { state: 'cancelled' });
      running.get(id)?.();
    },
    dismiss(id) {
      const { state } = find(id) ?? {};
      if (state === 'done' || state === 'failed' || state === 'cancelled') {
        store.dispatch(store.getState().filter((upload) => upload.id !== id));
      }
    },
  };
}

function fresh(id: number, file: File): Upload {
  return {
    id,
    name: file.name,
    size: file.size,
    sent: 0,
    state: 'waiting',
    samples: [],
    reply: null,
    created: true,
    error: null,
  };
}
