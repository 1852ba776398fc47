// Serving a folder in place: every file in it is an entry of this peer, nothing is copied, and none of it counts as a
// replica. The folder is read at start, when the system tells of a change in it, and every few seconds; size and
// modification time tell what has changed, so only new and changed files are hashed, also after a restart. What is published is remembered with the file: a publication
// that failed is tried again with the next scan, and an entry that somebody removed does not come back by itself.
import { resolve } from 'node:path';
import { entryName } from '../records/entry-name.ts';
import type { Entry, EntryId, SignedRecord } from '../records/record.ts';
import type { Content } from '../store/content-hasher.ts';
import type { SharedCopies, SharedCopy } from '../store/store.ts';
import { delay } from '../system.ts';
import type { FileDeps } from './file-deps.ts';
import { hashFile } from './hash-file.ts';
import { mediaTypeOf } from './media-type.ts';
import { reportLoss } from './report-loss.ts';
import { type FoundFile, scanFolder } from './scan-folder.ts';
import { createFolderWatch } from './watch-folders.ts';

const RESCAN_INTERVAL_MS = 3000;
/** A file that was written to just now is probably still being written. */
const SETTLED_MS = 500;
/** Changes come in bursts: the first one is acted on after this, and after twice the time that the last look at the folder took. */
const BURST_MS = 100;
const REST_FACTOR = 2;
/** Files published in one go. */
const BATCH_FILES = 64;
/** Faults remembered, so that each is logged once and not with every scan. */
const FAULTS_MAX = 1000;

export interface ShareDeps extends FileDeps {
  readonly shared: SharedCopies;
}

export interface ShareFolder {
  /** Begins to scan, in the background. */
  start(): void;
  /** Brings what is shared in line with the folder once. */
  scan(): Promise<void>;
  stop(): Promise<void>;
}

/** `folder` null: nothing is shared any more, and what an earlier run shared is withdrawn. */
export function createShareFolder(deps: ShareDeps, folder: string | null): ShareFolder {
  const { system } = deps;
  const stopping = new AbortController();
  const faults = new Set<string>();
  const watch = createFolderWatch();
  let running: Promise<void> | null = null;
  /** When a file that was too fresh to be read will have settled. */
  let settledInMs = RESCAN_INTERVAL_MS;
  let isWatching = false;
  /** What the last look at the folder took, without the hashing and publishing that it led to. */
  let walkMs = 0;

  function skip(path: string, error: unknown): void {
    const fault = `${path}: ${(error as Error).message}`;
    if (faults.has(fault)) return;
    if (faults.size >= FAULTS_MAX) faults.clear();
    faults.add(fault);
    deps.log.warn({ path, error }, 'not shared');
  }

  async function visit(file: FoundFile): Promise<void> {
    const known = deps.shared.byPath(file.path);
    if (known && !known.stale && known.size === file.size && known.mtimeNs === file.mtimeNs) return;
    if (known) await withdraw(deps, known);
    const ageMs = system.nowMs() - Number(file.mtimeNs / 1_000_000n);
    if (ageMs < SETTLED_MS) {
      settledInMs = Math.min(settledInMs, SETTLED_MS - Math.max(ageMs, 0));
      return;
    }
    const name = entryName(file.name);
    const content = await hashFile(file, stopping.signal);
    if (content) await share(deps, file, name, content);
  }

  async function scan(): Promise<void> {
    const found = new Set<string>();
    const folders = new Set<string>();
    settledInMs = RESCAN_INTERVAL_MS;
    let startMs = system.monotonicMs();
    try {
      for await (const file of folder === null ? [] : scanFolder(resolve(folder), skip, enter)) {
        if (stopping.signal.aborted) return;
        found.add(file.path);
        const visitMs = system.monotonicMs();
        await visit(file).catch((error) => skip(file.path, error));
        startMs += system.monotonicMs() - visitMs;
      }
      walkMs = system.monotonicMs() - startMs;
    } catch (error) {
      // A folder that is gone may be a disk that is not mounted: what it shares is not withdrawn for that.
      return skip(String(folder), error);
    }
    if (isWatching) watch.keep(folders);
    for (const copy of [...deps.shared.list()]) {
      if (!found.has(copy.path)) await withdraw(deps, copy).catch((error) => skip(copy.path, error));
    }
    await publishNew(deps, stopping.signal).catch((error) => skip(String(folder), error));

    /** Watched before it is read, so that no change falls between the two. */
    function enter(path: string): void {
      folders.add(path);
      if (isWatching) watch.add(path);
    }
  }

  /** Until something changes, a fresh file has settled, or it is time to look anyway. */
  async function nextLook(): Promise<void> {
    const woken = new AbortController();
    const either = AbortSignal.any([stopping.signal, woken.signal]);
    const change = watch.changed().then(() => delay(system, BURST_MS, either));
    await Promise.race([change, delay(system, settledInMs, either)]);
    woken.abort();
  }

  async function run(): Promise<void> {
    isWatching = true;
    while (!stopping.signal.aborted) {
      await scan().catch((error) =>
        deps.log.warn({ folder, error }, 'the shared folder could not be scanned'),
      );
      if (folder === null && deps.shared.list().next().done) return;
      if (walkMs > 0) await delay(system, walkMs * REST_FACTOR, stopping.signal);
      await nextLook();
    }
  }

  return {
    start: () => {
      running ??= run();
    },
    scan,
    async stop() {
      stopping.abort();
      watch.stop();
      await running;
    },
  };
}

/** Makes a hashed file a copy and an entry of this peer; the ring is told by `publishNew`. */
async function share(deps: ShareDeps, file: FoundFile, name: string, content: Content): Promise<void> {
  const { records, database, shared, system } = deps;
  const { path, size, mtimeNs } = file;
  const { fileId } = content;
  const known = records.published.find(name, fileId);
  if (known) {
    // Another path of the same name and content, or a put: the entry is there. It goes with the file only when it
    // came of a shared one.
    const entryId = known.shared ? known.entryId : null;
    return database.commit(() => shared.put({ path, fileId, size, mtimeNs, entryId }, content));
  }
  const { entry, record } = records.signEntry({
    fileId,
    name,
    size,
    mediaType: mediaTypeOf(name),
    sha256: Buffer.from(content.sha256).toString('hex'),
    createTimeMs: system.nowMs(),
    shared: true,
  });
  await database.commit(() => {
    shared.put({ path, fileId, size, mtimeNs, entryId: entry.entryId }, content);
    records.published.add(entry, record);
  });
}

/** Tells the ring of the files that it has not been told of, some at a time. */
async function publishNew(deps: ShareDeps, signal: AbortSignal): Promise<void> {
  let batch: SharedCopy[] = [];
  for (const copy of deps.shared.list()) {
    if (!copy.published && !copy.stale) batch.push(copy);
    if (batch.length < BATCH_FILES) continue;
    await publishBatch(deps, batch, signal);
    batch = [];
  }
  if (batch.length > 0) await publishBatch(deps, batch, signal);
}

async function publishBatch(
  deps: ShareDeps,
  batch: readonly SharedCopy[],
  signal: AbortSignal,
): Promise<void> {
  const { records, database, shared, facts, self } = deps;
  const entries = batch.map(({ entryId }) =>
    entryId === null ? null : records.published.get(entryId as EntryId),
  );
  await records.publish(
    batch.flatMap((copy, index) => recordsOf(deps, copy, entries[index] ?? null)),
    signal,
  );
  await database.commit(() => {
    for (const [index, { path }] of batch.entries()) {
      shared.mark(path, 'published');
      const entry = entries[index];
      if (entry) facts.append({ type: 'file_stored', entry, holders: [self] });
    }
  });
}

function recordsOf(deps: ShareDeps, copy: SharedCopy, entry: Entry | null): SignedRecord[] {
  const { records, store } = deps;
  const holding = store.get(copy.fileId);
  if (!holding) return [];
  const { fileId, size, root, place } = holding;
  const manifest = records.signManifest({ fileId, size, root });
  const holder = records.signHolder({ fileId, complete: true, shared: place === 'shared', gone: false });
  if (!entry) return [manifest, holder];
  const { entryId: _entryId, peerId: _peerId, ...unsigned } = entry;
  return [manifest, holder, records.signEntry(unsigned).record];
}

/** Takes a file back: first its entry, unless another path still carries it, then the copy. */
async function withdraw(deps: ShareDeps, copy: SharedCopy): Promise<void> {
  const { database, shared, store } = deps;
  await database.commit(() => shared.mark(copy.path, 'stale'));
  const others = shared.byFile(copy.fileId);
  if (copy.entryId !== null && !others.some(({ entryId }) => entryId === copy.entryId)) {
    await removeEntry(deps, copy.entryId as EntryId);
  }
  await database.commit(() => shared.delete(copy.path));
  if (!store.get(copy.fileId)) await reportLoss(deps, copy.fileId);
}

/** An earlier try may have removed the entry here and not yet in the ring: then the ring still has it. */
async function removeEntry({ records }: ShareDeps, entryId: EntryId): Promise<void> {
  const entry = records.published.get(entryId) ?? (await records.entry(entryId));
  if (entry) await records.remove(entry);
}
