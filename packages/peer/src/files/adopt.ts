// Becoming a holder: the file is fetched from the peers that have it, verified, kept, and the new copy published.
// Whoever asks for the same file at the same time shares the work, which ends early only when all of them have left.
import { AcordeError } from '@acorde/protocol';
import type { FileId } from '../records/record.ts';
import type { Holding } from '../store/store.ts';
import { cancelled, untilAborted } from './abortable.ts';
import { fetchCopy } from './fetch-copy.ts';
import type { FileDeps } from './file-deps.ts';
import { endOf, type Transfer } from './transfers.ts';

/** Files fetched at the same time; each may hold some megabytes in memory. */
const RUNNING_MAX = 4;
const WAITING_MAX = 256;

export interface Adopter {
  /** See ReplicaServer.adopt. Errors: PEER_UNREACHABLE, CONTENT_CORRUPT, DISK_FULL, OVERLOADED, QUORUM_FAILED. */
  adopt(fileId: FileId, signal: AbortSignal): Promise<void>;
  /** Gives up what is under way, and resolves when it has ended. */
  stop(): Promise<void>;
}

interface Work {
  readonly result: Promise<void>;
  readonly stop: AbortController;
  askers: number;
}

export function createAdopter(deps: FileDeps): Adopter {
  const works = new Map<FileId, Work>();
  const queue: (() => void)[] = [];
  let running = 0;

  async function inTurn(fileId: FileId, signal: AbortSignal): Promise<void> {
    while (running >= RUNNING_MAX) await new Promise<void>((resolve) => queue.push(resolve));
    running += 1;
    try {
      if (signal.aborted) throw cancelled(signal.reason);
      await adoptFile(deps, fileId, signal);
    } finally {
      running -= 1;
      queue.shift()?.();
    }
  }

  function begin(fileId: FileId): Work {
    if (works.size >= RUNNING_MAX + WAITING_MAX)
      throw new AcordeError('OVERLOADED', 'too many files to adopt');
    const stop = new AbortController();
    const result = inTurn(fileId, stop.signal).finally(() => works.delete(fileId));
    result.catch(() => undefined);
    const work = { result, stop, askers: 0 };
    works.set(fileId, work);
    return work;
  }

  return {
    async adopt(fileId, signal) {
      const known = works.get(fileId);
      const work = known && !known.stop.signal.aborted ? known : begin(fileId);
      work.askers += 1;
      try {
        await untilAborted(work.result, signal);
      } finally {
        work.askers -= 1;
        if (work.askers === 0) work.stop.abort();
      }
    },
    async stop() {
      const ending = [...works.values()];
      for (const { stop } of ending) stop.abort();
      await Promise.allSettled(ending.map(({ result }) => result));
    },
  };
}

async function adoptFile(deps: FileDeps, fileId: FileId, signal: AbortSignal): Promise<void> {
  const { records, store } = deps;
  const own = store.get(fileId);
  if (!own || own.place === 'shared') await takeCopy(deps, fileId, signal);
  const kept = store.get(fileId);
  if (!kept) throw new AcordeError('FILE_NOT_FOUND', 'the copy was removed at once');
  const manifest = records.signManifest({ fileId, size: kept.size, root: kept.root });
  const holder = records.signHolder({ fileId, complete: true, shared: false, gone: false });
  await records.publish([manifest, holder], signal);
}

async function takeCopy(deps: FileDeps, fileId: FileId, stopped: AbortSignal): Promise<void> {
  const transfer = deps.transfers.start('repair', { fileId });
  const signal = AbortSignal.any([stopped, transfer.signal]);
  try {
    const facts = await deps.records.facts(fileId, signal);
    const local = deps.store.get(fileId);
    if (local) await copyLocal(deps, local, transfer, signal);
    else await fetchCopy(deps, { facts, signal, transfer });
    transfer.end('done');
  } catch (error) {
    transfer.end(endOf(error));
    throw error;
  }
}

/** From a shared folder of this peer. */
async function copyLocal(deps: FileDeps, { fileId, size }: Holding, transfer: Transfer, signal: AbortSignal) {
  transfer.know({ size });
  const upload = await deps.store.createUpload(size);
  try {
    for await (const piece of deps.store.read(fileId, 0, size, signal)) {
      await transfer.turn();
      transfer.moved(piece.length);
      await upload.write(piece);
    }
    await upload.finish(fileId, () =>
      deps.facts.append({ type: 'file_replicated', fileId, size, repair: true }),
    );
  } catch (error) {
    await upload.abort();
    throw error;
  }
}
