// Before a peer goes, others take over what would have too few copies without it: those with the fewest first, since there
// may not be time for all. A peer that only restarts hands over what it alone stands for, up to w copies elsewhere; one
// that goes for good is drained before, up to k.
import { AcordeError } from '@acorde/protocol';
import { decodeRecord } from '../records/decode-record.ts';
import { fileIdOfStatement } from '../records/keys.ts';
import type { NetworkParameters } from '../records/ports.ts';
import type { FileId, PeerId, SignedRecord } from '../records/record.ts';
import type { RecordsParts } from '../records/records.ts';
import { INLINE_BYTES_MAX } from '../store/upload.ts';
import type { System } from '../system.ts';
import { askKeepers } from './ask-keepers.ts';
import { adoptersInOrder } from './choose-adopter.ts';
import type { Adopter, Candidates, Holdings, Liveness, RepairLog } from './ports.ts';
import { countReplicas, type ReplicaCount } from './replica-count.ts';

const SLICE = 512;
const CONCURRENCY = 8;
/** Small files travel many in one message. */
const SMALL_CONCURRENCY = 256;
/** Peers asked to take one copy before it is left. */
const TRIES_MAX = 3;

export interface HandOverDeps {
  readonly self: { readonly peerId: string; readonly zone: string };
  readonly parts: Pick<RecordsParts, 'placement' | 'peers'>;
  readonly holdings: Holdings;
  readonly liveness: Liveness;
  readonly candidates: Candidates;
  readonly adopter: Adopter;
  /** Told that this peer is going for good, before its copies are handed over. */
  readonly onBegin?: (() => void) | undefined;
  readonly parameters: NetworkParameters;
  readonly system: System;
  readonly log: RepairLog;
}

export interface HandOverStatus {
  readonly running: boolean;
  /** Files that had too few copies elsewhere. */
  readonly files: number;
  /** Of those, the ones that have enough now. */
  readonly done: number;
  /** And those that nobody could take. */
  readonly failed: number;
}

export interface HandOver {
  /** Sees to it that each file kept here has `copies` elsewhere. Resolves when it is through or the signal aborts; errors:
   * those of the ring. */
  run(copies: number, signal: AbortSignal): Promise<HandOverStatus>;
  /** Begins a hand-over for good, up to k copies elsewhere; does not wait for the end. */
  begin(): void;
  status(): HandOverStatus;
  stop(): Promise<void>;
}

interface Short {
  readonly fileId: FileId;
  /** Bytes. */
  readonly size: number;
  readonly copies: readonly PeerId[];
}

export function createHandOver(deps: HandOverDeps): HandOver {
  const { holdings, parameters, liveness, candidates, adopter, system, log } = deps;
  const { placement, peers } = deps.parts;
  const selfId = deps.self.peerId as PeerId;
  const stopping = new AbortController();
  let status: HandOverStatus = { running: false, files: 0, done: 0, failed: 0 };
  let draining: Promise<unknown> | null = null;

  async function* shortOf(copies: number, signal: AbortSignal): AsyncGenerator<Short> {
    const fileIds = [...holdings.list()]
      .filter(({ place }) => place !== 'shared')
      .map(({ fileId }) => fileId);
    for (let at = 0; at < fileIds.length && !signal.aborted; at += SLICE) {
      const questions = fileIds.slice(at, at + SLICE).map((fileId) => ({ place: fileId, key: fileId }));
      for await (const answer of askKeepers({ placement, peers, parameters }, questions, signal)) {
        const byFile = Map.groupBy(answer.records, fileIdOf);
        for (const { key } of answer.questions) {
          const counted = await countElsewhere(key as FileId, byFile.get(key) ?? []);
          if (counted.wanted && counted.copies.length < copies)
            yield { fileId: key as FileId, size: counted.size, copies: counted.copies };
        }
      }
    }
  }

  function countElsewhere(fileId: FileId, records: readonly SignedRecord[]): Promise<ReplicaCount> {
    return countReplicas(fileId, records, {
      answers: async (peerId) => peerId !== selfId && (await liveness.answers(peerId)),
    });
  }

  async function giveOne(short: Short, copies: number, signal: AbortSignal): Promise<boolean> {
    const have = new Set<string>([selfId, ...short.copies]);
    const live = candidates.livePeers();
    const zones = new Set(live.filter(({ peerId }) => have.has(peerId)).map(({ zone }) => zone));
    let missing = copies - short.copies.length;
    let tries = 0;
    for (const to of adoptersInOrder(live, have, zones, system.random)) {
      if (missing <= 0 || signal.aborted || ++tries > missing + TRIES_MAX) break;
      try {
        await adopter.adopt(to, short.fileId, signal, short.size);
        missing--;
      } catch (error) {
        if (!signal.aborted)
          log.warn({ error, fileId: short.fileId, peerId: to.peerId }, 'hand-over: a peer took no copy');
      }
    }
    return missing <= 0;
  }

  async function giveAll(shorts: readonly Short[], copies: number, signal: AbortSignal): Promise<void> {
    const small = shorts.filter(({ size }) => size <= INLINE_BYTES_MAX).values();
    const large = shorts.filter(({ size }) => size > INLINE_BYTES_MAX).values();
    const work = async (waiting: Iterable<Short>) => {
      for (const short of waiting) {
        if (signal.aborted) return;
        const isDone = await giveOne(short, copies, signal);
        status = isDone ? { ...status, done: status.done + 1 } : { ...status, failed: status.failed + 1 };
      }
    };
    await Promise.all([
      ...Array.from({ length: SMALL_CONCURRENCY }, () => work(small)),
      ...Array.from({ length: CONCURRENCY }, () => work(large)),
    ]);
  }

  async function run(wanted: number, outer: AbortSignal): Promise<HandOverStatus> {
    const copies = Math.min(wanted, candidates.livePeers().length);
    const signal = AbortSignal.any([outer, stopping.signal]);
    status = { running: true, files: 0, done: 0, failed: 0 };
    try {
      const shorts: Short[] = [];
      for await (const short of shortOf(copies, signal)) shorts.push(short);
      status = { ...status, files: shorts.length };
      await giveAll(
        shorts.sort((a, b) => a.copies.length - b.copies.length),
        copies,
        signal,
      );
    } finally {
      status = { ...status, running: false };
    }
    return status;
  }

  return {
    run,
    begin() {
      if (stopping.signal.aborted) throw new AcordeError('BUSY', 'this peer is stopping');
      deps.onBegin?.();
      draining ??= run(parameters.replicas, stopping.signal)
        .catch((error) => log.warn({ error }, 'hand-over: not all could be given to others'))
        .finally(() => {
          draining = null;
        });
    },
    status: () => status,
    async stop() {
      stopping.abort();
      await draining;
    },
  };
}

function fileIdOf(record: SignedRecord): string {
  try {
    return fileIdOfStatement(decodeRecord(record).says);
  } catch {
    return '';
  }
}
