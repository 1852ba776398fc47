// Puts the operations on files together: the service for the edges that people use, and the one for other peers.
import { AcordeError } from '@acorde/protocol';
import type { FileId } from '../records/record.ts';
import type { ReplicaServer, SmallServer } from '../rpc/ports.ts';
import { CHUNK_BYTES, chunkCount } from '../store/chunk.ts';
import { createKeyedLock } from '../store/keyed-lock.ts';
import type { Losses } from '../store/losses.ts';
import { createAdopter } from './adopt.ts';
import { adoptSmall } from './adopt-small.ts';
import { verifiedDigests } from './content-plan.ts';
import { createEntryTimes } from './entry-times.ts';
import { resumeCopies } from './fetch-copy.ts';
import type { FileDeps } from './file-deps.ts';
import type { FileBatches, FileService } from './file-service.ts';
import { fileStatus } from './file-status.ts';
import { get } from './get.ts';
import { getBatch } from './get-batch.ts';
import { holdersToAsk } from './holders-to-ask.ts';
import { withOwnRecords } from './lone-peer.ts';
import { pin } from './pin.ts';
import type { SmallRemote } from './ports.ts';
import { put } from './put.ts';
import { putBatch } from './put-batch.ts';
import { createPutIntents } from './put-intents.ts';
import { query } from './query.ts';
import { receiveReplica } from './receive-replica.ts';
import { findEntry, removeEntry, removeFile } from './remove.ts';
import { removeReplaced, renameEntry } from './rename.ts';
import { reportLoss } from './report-loss.ts';
import { sendPaced } from './send-paced.ts';
import { readSmall, storeSmall } from './small-copies.ts';

export interface FilesDeps extends FileDeps {
  /** This peer's zone; empty when it names none. */
  readonly zone: string;
  readonly losses: Losses;
  readonly small: SmallRemote;
  /** Takes chunks that have been sent. */
  readonly giveBack?: ((chunk: Uint8Array) => void) | undefined;
}

export interface Files {
  readonly service: FileService;
  readonly batches: FileBatches;
  readonly replicas: ReplicaServer;
  readonly small: SmallServer;
  /** Takes up what an earlier run left unfinished. */
  start(): void;
  /** Gives up what is under way, and resolves when it has ended. What was acknowledged stays. */
  stop(): Promise<void>;
}

export function createFiles(given: FilesDeps): Files {
  const deps = { ...given, records: withOwnRecords(given) };
  const intents = createPutIntents(deps);
  const adopter = createAdopter(deps);
  const background = new Set<Promise<unknown>>();
  const stopping = new AbortController();
  const putDeps = {
    ...deps,
    intents,
    times: createEntryTimes(deps.system),
    lock: createKeyedLock(),
    stopping: stopping.signal,
    background(work: Promise<unknown>) {
      background.add(work);
      void work.finally(() => background.delete(work));
    },
  };

  const service: FileService = {
    async put(bytes, options) {
      const result = await put(putDeps, bytes, options);
      if (options.replace) await removeReplaced(deps, result.entry, options.signal ?? stopping.signal);
      return result;
    },
    get: async (fileId, range = { offset: 0 }, signal = never()) => ({
      ...(await get(deps, fileId, range, signal)),
      giveBack: deps.giveBack,
    }),
    stat: async (fileId, signal) => fileStatus(deps, await deps.records.facts(fileId, signal)),
    digests: (fileId, signal = never()) => digests(deps, fileId, signal),
    pin: (fileId, { name, signal = stopping.signal } = {}) =>
      pin({ ...putDeps, adopter }, fileId, { name, signal: AbortSignal.any([signal, stopping.signal]) }),
    query: async (asked) => query(deps, asked),
    entry: (entryId, signal) => findEntry(deps, entryId, signal),
    renameEntry: (entryId, name, signal = stopping.signal) => renameEntry(putDeps, entryId, name, signal),
    removeEntry: (entryId, signal) => removeEntry(deps, entryId, signal),
    removeFile: (fileId, signal) => removeFile(deps, fileId, signal),
    transfers: () => deps.transfers.views(),
    cancelTransfer: (transferId) => deps.transfers.cancel(transferId),
    pauseTransfer: (transferId) => deps.transfers.pause(transferId),
    resumeTransfer: (transferId) => deps.transfers.resume(transferId),
    limits: deps.limits,
  };
  const replicas: ReplicaServer = {
    receive: (size, parts, signal) => receiveReplica(deps, size, parts, signal),
    readChunks: (fileId, first, count, signal, check) =>
      sendPaced(deps.limits.up, signal, () => readChunks(deps, fileId, { first, count, check }, signal)),
    chunks: (fileId) => readableChunks(deps, fileId),
    giveBack: (chunk) => deps.giveBack?.(chunk),
    digests: (fileId) =>
      (deps.store.get(fileId) ? null : deps.partials.get(fileId)?.digests) ?? deps.store.digests(fileId),
    adopt: (fileId, signal) => adopter.adopt(fileId, signal),
  };
  const batches: FileBatches = {
    async put(batch, signal = stopping.signal) {
      const results = await putBatch(putDeps, batch, signal);
      for (const [index, done] of results.entries())
        if ('result' in done && batch[index]?.replace) await removeReplaced(deps, done.result.entry, signal);
      return results;
    },
    get: (fileIds, signal = never()) => getBatch(deps, fileIds, signal),
  };
  const small: SmallServer = {
    store: (copies) => storeSmall(deps, copies),
    read: (fileIds) => readSmall(deps, fileIds),
    adopt: (fileIds, signal) => adoptSmall({ ...deps, adopter }, fileIds, signal),
  };
  return {
    service,
    batches,
    replicas,
    small,
    start() {
      intents.start();
      putDeps.background(resumeCopies(deps, adopter.adopt, stopping.signal));
      deps.losses.listen((lost) => putDeps.background(reportLoss(deps, lost.fileId)));
    },
    async stop() {
      stopping.abort(new AcordeError('BUSY', 'this peer is stopping'));
      await Promise.all([intents.stop(), adopter.stop()]);
      await Promise.allSettled(background);
    },
  };
}

async function digests(deps: FileDeps, fileId: FileId, signal: AbortSignal): Promise<Uint8Array> {
  if (deps.store.get(fileId)) return deps.store.digests(fileId);
  const facts = await deps.records.facts(fileId, signal);
  if (facts.entries.length === 0) throw new AcordeError('FILE_NOT_FOUND', `nobody shares the file ${fileId}`);
  return (await verifiedDigests(deps, facts, await holdersToAsk(deps, facts), signal)).digests;
}

function readChunks(
  { store, partials }: FileDeps,
  fileId: FileId,
  { first, count, check }: { first: number; count: number; check: boolean },
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const partial = partials.get(fileId);
  if (partial && !store.get(fileId)) {
    for (let index = first; index < first + count; index += 1) {
      if (!partial.chunks.has(index))
        throw new AcordeError('RANGE_NOT_SATISFIABLE', `chunk ${index} is not here yet`);
    }
    const chunks = partials.read(fileId, first, count, signal, { unchecked: !check });
    if (chunks) return chunks;
  }
  const size = store.get(fileId)?.size ?? 0;
  if (store.get(fileId) && (first < 0 || count < 1 || first + count > chunkCount(size))) {
    throw new AcordeError('RANGE_NOT_SATISFIABLE', `the file has ${chunkCount(size)} chunks`);
  }
  const offset = first * CHUNK_BYTES;
  const length = Math.min(size, offset + count * CHUNK_BYTES) - offset;
  return store.read(fileId, offset, length, signal, { unchecked: !check });
}

function never(): AbortSignal {
  return new AbortController().signal;
}

function readableChunks({ store, partials }: FileDeps, fileId: FileId): Uint8Array | 'all' {
  if (store.get(fileId)) return 'all';
  const partial = partials.get(fileId);
  if (partial) return partial.chunks.bytes();
  throw new AcordeError('FILE_NOT_FOUND', `this peer has nothing of ${fileId}`);
}
