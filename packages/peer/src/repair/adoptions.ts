// Adoptions under way: a bounded number at once, each written to the log of facts when it starts and when it ends.
import { AcordeError } from '@acorde/protocol';
import type { PeerAddress } from '../records/ports.ts';
import type { FileId, PeerId } from '../records/record.ts';
import type { Database } from '../store/database.ts';
import { INLINE_BYTES_MAX } from '../store/upload.ts';
import type { System } from '../system.ts';
import type { Adopter, RepairFacts, RepairLog } from './ports.ts';

/** The longest that one copy may take: a file of 1 TiB at 100 MB/s. */
const ADOPT_MS_MAX = 3 * 3_600_000;
/** How long a copy counts whose holder record has not come here yet. */
const GRANTED_MS = 30_000;

/** As many small files are under way in the place of a large one. */
const SMALL_FOR_LARGE = 64;

export interface Adoptions {
  /** Resolves when there is room for one more of `size` bytes; at once when stopped. */
  room(size: number): Promise<void>;
  /** Has a peer fetch a file of which there are `copies`. Resolves with whether it has it now. Never throws. */
  start(to: PeerAddress, file: RepairFile): Promise<boolean>;
  /** Peers that are fetching a file, or have just done so. */
  of(fileId: FileId): readonly PeerId[];
  /** Gives all up. */
  stop(): void;
}

export interface RepairFile {
  readonly fileId: FileId;
  /** Bytes; infinite while it is not known. */
  readonly size: number;
  readonly copies: number;
}

export interface AdoptionsDeps {
  readonly adopter: Adopter;
  readonly database: Database;
  readonly facts: RepairFacts;
  readonly system: System;
  readonly log: RepairLog;
  readonly concurrency: number;
}

export function createAdoptions(deps: AdoptionsDeps): Adoptions {
  const { adopter, database, facts, system, log, concurrency } = deps;
  const stopping = new AbortController();
  const byFile = new Map<FileId, Set<PeerId>>();
  let running = 0;
  let waiting: (() => void)[] = [];

  function mark(fileId: FileId, peerId: PeerId): void {
    byFile.set(fileId, (byFile.get(fileId) ?? new Set<PeerId>()).add(peerId));
  }

  function unmark(fileId: FileId, peerId: PeerId): void {
    const peers = byFile.get(fileId);
    peers?.delete(peerId);
    if (peers?.size === 0) byFile.delete(fileId);
  }

  async function fetchAt(to: PeerAddress, { fileId, size }: RepairFile): Promise<string> {
    const timeout = new AbortController();
    const cancel = system.schedule(ADOPT_MS_MAX, () => timeout.abort());
    try {
      await adopter.adopt(to, fileId, AbortSignal.any([timeout.signal, stopping.signal]), size);
      return '';
    } catch (error) {
      log.warn({ error, fileId, peerId: to.peerId }, 'repair: a peer could not take a copy');
      return error instanceof AcordeError ? error.message : 'internal error';
    } finally {
      cancel();
    }
  }

  function release(size: number): void {
    running -= weightOf(size);
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  }

  async function run(to: PeerAddress, file: RepairFile): Promise<boolean> {
    const { fileId, copies } = file;
    const peerId = to.peerId as PeerId;
    await database.commit(() => facts.append({ type: 'repair_started', fileId, copies, peerId }));
    const error = await fetchAt(to, file);
    if (stopping.signal.aborted) return false;
    await database.commit(() => facts.append({ type: 'repair_finished', fileId, peerId, error }));
    return error === '';
  }

  return {
    async room(size) {
      while (running > 0 && running + weightOf(size) > concurrency && !stopping.signal.aborted) {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    async start(to, file) {
      const { fileId, size } = file;
      const peerId = to.peerId as PeerId;
      running += weightOf(size);
      mark(fileId, peerId);
      const done = await run(to, file).catch((error) => {
        log.warn({ error }, 'repair: a fact could not be written');
        return false;
      });
      if (done) system.schedule(GRANTED_MS, () => unmark(fileId, peerId));
      else unmark(fileId, peerId);
      release(size);
      return done;
    },
    of: (fileId) => [...(byFile.get(fileId) ?? [])],
    stop() {
      stopping.abort();
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
  };
}

/** Small files travel many in one message, so that many of them are no more work than a large one. */
function weightOf(size: number): number {
  return size <= INLINE_BYTES_MAX ? 1 / SMALL_FOR_LARGE : 1;
}
