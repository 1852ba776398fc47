// Uploads of this page, files and folders. A file's bytes are never in the page's memory: the browser reads them from disk
// as it sends them.
import type { BrowserClock } from '../clock.ts';
import { createStore, type Store } from '../model/store.ts';
import { createFolderJob } from './folder-job.ts';
import { addSample } from './rate.ts';
import {
  isActive,
  type PlacedFile,
  type Send,
  type Upload,
  type UploadEnd,
  type UploadFault,
} from './upload.ts';
import { createLanes, type Job } from './upload-lanes.ts';

export interface UploadQueue {
  readonly store: Pick<Store<readonly Upload[], never>, 'getState' | 'subscribe'>;
  add(files: readonly File[], peerId: string | null): void;
  /** A folder with all that is below it, kept as a tree. */
  addFolder(name: string, files: readonly PlacedFile[], peerId: string | null): void;
  cancel(id: number): void;
  /** Sends again what failed or was cancelled. */
  retry(id: number): void;
  /** Takes an ended upload off the list. */
  dismiss(id: number): void;
}

export const UPLOADS_MAX = 1_000;

export function createUploadQueue(
  send: Send,
  clock: BrowserClock,
  onStored: (end: UploadEnd) => void,
  schedule: (fn: () => void) => void = (fn) => fn(),
): UploadQueue {
  const store = createStore<readonly Upload[], readonly Upload[]>([], (_, next) => next, schedule);
  const lanes = createLanes(send);
  /** How to begin an upload, or begin it again; kept as long as its row is. */
  const starts = new Map<number, () => void>();
  let nextId = 1;

  const find = (id: number) => store.getState().find((upload) => upload.id === id);
  const change = (id: number, change: Partial<Upload>) =>
    store.dispatch(store.getState().map((upload) => (upload.id === id ? { ...upload, ...change } : upload)));

  const began = (id: number): void => {
    const samples = [{ atMs: clock.nowMs(), bytes: find(id)?.sent ?? 0 }];
    change(id, { state: 'sending', samples });
  };
  const moved = (id: number, sent: number, more: Partial<Upload>): void => {
    const samples = addSample(find(id)?.samples ?? [], { atMs: clock.nowMs(), bytes: sent });
    change(id, { sent, samples, ...more });
  };
  const ended = (id: number, end: UploadEnd): void => {
    change(id, { state: 'done', sent: find(id)?.size ?? 0, reply: end.reply, created: end.created });
    onStored(end);
  };
  const failed = (id: number, error: UploadFault): void => change(id, { state: 'failed', error });

  const enter = (upload: Upload, start: () => void): void => {
    if (store.getState().length >= UPLOADS_MAX) return;
    store.dispatch([...store.getState(), upload]);
    starts.set(upload.id, start);
    start();
  };

  const addFile = (file: File, peerId: string | null): void => {
    const id = nextId++;
    const job: Job = {
      ...{ uploadId: id, file, peerId },
      began: () => began(id),
      sent: (bytes) => moved(id, bytes, { state: bytes >= file.size ? 'finishing' : 'sending' }),
      ended: (end) => ended(id, end),
      failed: (error) => failed(id, error),
    };
    enter(fresh(id, file.name, file.size), () => lanes.add([job]));
  };

  return {
    store,
    add(files, peerId) {
      for (const file of files) addFile(file, peerId);
    },
    addFolder(name, files, peerId) {
      const id = nextId++;
      const job = createFolderJob({
        ...{ uploadId: id, name, files, peerId, lanes },
        onChange: (sent, folder) => moved(id, sent, { folder, state: 'sending' }),
        onList: () => change(id, { state: 'finishing' }),
        onEnd: (end) => ended(id, end),
        onFault: (error) => failed(id, error),
      });
      const size = files.reduce((sum, { file }) => sum + file.size, 0);
      const folder = { files: files.length, done: 0, current: [], failed: [] };
      enter({ ...fresh(id, name, size), folder }, () => job.start());
    },
    cancel(id) {
      const upload = find(id);
      if (upload === undefined || !isActive(upload)) return;
      change(id, { state: 'cancelled' });
      lanes.cancel(id);
    },
    retry(id) {
      const upload = find(id);
      if (upload === undefined || isActive(upload) || upload.state === 'done') return;
      change(id, { state: 'waiting', error: null, ...(upload.folder === null && { sent: 0 }) });
      starts.get(id)?.();
    },
    dismiss(id) {
      const upload = find(id);
      if (upload === undefined || isActive(upload)) return;
      starts.delete(id);
      store.dispatch(store.getState().filter((one) => one.id !== id));
    },
  };
}

function fresh(id: number, name: string, size: number): Upload {
  const nothing = { sent: 0, samples: [], reply: null, created: true, error: null, folder: null };
  return { id, name, size, state: 'waiting', ...nothing };
}
