// The owner of a file watches its holders. When fewer than k complete copies are at peers that answer, and stay so for
// repairDelayMs (a peer that restarts is no loss), it appoints further peers, which fetch the file from who has it.
// Lives are asked by peer, not by file: most turns look only at files whose records have changed and at those short of
// copies; all files are read when a peer's life has changed, when the ring has, and from time to time. The range of a peer
// that is gone is read by the one that it falls to as soon as the ring says so.
import { between, type Identifier, inHalfOpen } from '@acorde/chord';
import type { NetworkParameters, Ring } from '../records/ports.ts';
import type { FileId, PeerId } from '../records/record.ts';
import type { RecordStore } from '../records/record-store.ts';
import { nextTurn } from '../records/turn.ts';
import type { Database } from '../store/database.ts';
import type { System } from '../system.ts';
import { createAdoptions } from './adoptions.ts';
import { adoptersInOrder } from './choose-adopter.ts';
import { type LinearRange, linearRanges } from './linear-ranges.ts';
import { createLoop } from './loop.ts';
import type { Adopter, Candidates, Liveness, RepairFacts, RepairLog } from './ports.ts';
import { countReplicas, type ReplicaCount } from './replica-count.ts';

const FULL_SCAN_MS = 60_000;
/** A scan is followed by a rest of so many times its length, so that a ring that changes all the time, as it does on a
 * machine that is short of time, does not cost what the machine has left. */
const SCAN_REST_FACTOR = 20;
/** The same for ranges that this peer has come to own: they are small, and nobody else looks at them. */
const GAINED_REST_FACTOR = 2;
const PAGE = 200;
const FILES_PER_TURN = 20;
const RECORDS_PER_FILE_MAX = 4096;
/** Files short of copies that are kept in mind; the others are found by a later scan. */
const SHORT_MAX = 100_000;
const CHANGED_MAX = 100_000;
/** A copy that its own peer says is gone will not come back by itself, as a peer that restarts does: such a file waits
 * only for as long as the copies of a put may follow one another. */
const GONE_DELAY_MS = 10_000;
const RETRY_MIN_MS = 5_000;
const RETRY_MAX_MS = 300_000;

export interface HoldersDeps {
  readonly self: { readonly peerId: string; readonly address: string; readonly zone: string };
  readonly ring: Ring;
  readonly store: RecordStore;
  readonly database: Database;
  readonly liveness: Liveness;
  /** The other peers that take new copies. */
  readonly candidates: Candidates;
  /** Whether this one does. */
  readonly takesCopies?: (() => boolean) | undefined;
  readonly adopter: Adopter;
  readonly facts: RepairFacts;
  readonly parameters: NetworkParameters;
  readonly system: System;
  readonly log: RepairLog;
  /** How long a file must be short of copies before it is repaired. */
  readonly repairDelayMs: number;
  /** Copies under way at once; default 8. */
  readonly concurrency?: number | undefined;
}

export interface Holders {
  start(): void;
  stop(): Promise<void>;
  /** A peer has failed, or the ring has changed: look at all files soon. */
  look(): void;
}

interface Short {
  readonly sinceMs: number;
  /** Fewer than k peers even say that they have a copy. */
  gone: boolean;
  failures: number;
  /** Not before this another peer is appointed. */
  notBeforeMs: number;
}

export function createHolders(deps: HoldersDeps): Holders {
  const { ring, store, liveness, parameters, system } = deps;
  const adoptions = createAdoptions({ ...deps, concurrency: deps.concurrency ?? 8 });
  const short = new Map<FileId, Short>();
  const lives = new Map<PeerId, boolean>();
  let changed = new Set<FileId>();
  let fullScanMs = 0;
  let scanRestEndMs = 0;
  let gainedRestEndMs = 0;
  /** Where each member's range began when it was read, by where it ends. */
  let known = new Map<Identifier, Identifier>();
  let unlisten = () => {};

  const isOwned = (fileId: FileId) => ring.ranges().some(({ from, to }) => inHalfOpen(from, fileId, to));

  async function count(fileId: FileId): Promise<ReplicaCount> {
    const records = store.find(fileId, RECORDS_PER_FILE_MAX);
    const counted = await countReplicas(fileId, records, liveness);
    for (const peerId of counted.holders)
      if (!lives.has(peerId)) lives.set(peerId, counted.sources.includes(peerId));
    return counted;
  }

  /** Takes a file into the list of those short of copies, or off it. */
  async function inspect(fileId: FileId): Promise<void> {
    const counted = isOwned(fileId) ? await count(fileId) : null;
    if (!counted?.wanted || counted.copies.length >= parameters.replicas) short.delete(fileId);
    else takeShort(fileId, counted.claims < parameters.replicas);
  }

  function takeShort(fileId: FileId, gone: boolean): void {
    const known = short.get(fileId);
    if (gone && !known?.gone) loop.soon(GONE_DELAY_MS);
    if (known) known.gone = gone;
    else if (short.size < SHORT_MAX)
      short.set(fileId, { sinceMs: system.monotonicMs(), gone, failures: 0, notBeforeMs: 0 });
  }

  async function inspectAll(files: Iterable<FileId>, signal: AbortSignal): Promise<void> {
    let count = 0;
    for (const fileId of files) {
      if (signal.aborted) return;
      await inspect(fileId);
      if (++count % FILES_PER_TURN === 0) await nextTurn();
    }
  }

  async function scan(ranges: readonly LinearRange[], signal: AbortSignal): Promise<void> {
    for (const range of ranges.flatMap((part) => linearRanges(part))) {
      let after = range.from >= range.to ? null : range.from;
      while (!signal.aborted) {
        const files = store.files(after, range.to, PAGE);
        await inspectAll(files, signal);
        if (files.length < PAGE) break;
        after = files.at(-1) ?? null;
      }
    }
  }

  /** Reads what has come to the ranges owned here since they were read. */
  async function scanGained(signal: AbortSignal): Promise<void> {
    const startMs = system.monotonicMs();
    if (startMs < gainedRestEndMs) return;
    const gained = ring.ranges().flatMap(({ from, to }) => {
      const before = known.get(to);
      known.set(to, from);
      return before && before !== to && between(from, before, to) ? [{ from, to: before }] : [];
    });
    if (gained.length === 0) return;
    await scan(gained, signal);
    const endMs = system.monotonicMs();
    gainedRestEndMs = endMs + (endMs - startMs) * GAINED_REST_FACTOR;
  }

  async function fullScan(signal: AbortSignal): Promise<void> {
    const startMs = system.monotonicMs();
    fullScanMs = startMs + FULL_SCAN_MS;
    const ranges = ring.ranges();
    known = new Map(ranges.map(({ from, to }) => [to, from]));
    await scan(ranges, signal);
    const endMs = system.monotonicMs();
    scanRestEndMs = endMs + (endMs - startMs) * SCAN_REST_FACTOR;
  }

  /** Whether a holder's life has changed since the last turn. */
  async function livesChanged(): Promise<boolean> {
    const peers = [...lives];
    const answers = await Promise.all(peers.map(([peerId]) => liveness.answers(peerId)));
    let flipped = false;
    for (const [index, [peerId, before]] of peers.entries()) {
      const answer = answers[index] ?? false;
      lives.set(peerId, answer);
      flipped ||= answer !== before;
    }
    return flipped;
  }

  async function repair(fileId: FileId, state: Short, signal: AbortSignal): Promise<void> {
    const counted = await count(fileId);
    const underWay = adoptions.of(fileId);
    const copies = new Set<string>([...counted.copies, ...underWay]);
    const missing = parameters.replicas - copies.size;
    if (!counted.wanted || missing <= 0) return;
    // Without a source there is nothing to fetch.
    const adopters = counted.sources.length > 0 ? await adoptersFor(copies, missing) : [];
    if (adopters.length === 0) postpone(state);
    for (const to of adopters) {
      await adoptions.room(counted.size);
      if (signal.aborted) return;
      const file = { fileId, size: counted.size, copies: counted.copies.length };
      void adoptions.start(to, file).then((done) => {
        if (!done) postpone(state);
        changed.add(fileId);
        loop.soon(0);
      });
    }
  }

  async function adoptersFor(copies: ReadonlySet<string>, missing: number) {
    const own = deps.takesCopies?.() === false ? [] : [deps.self];
    const candidates = [...own, ...deps.candidates.livePeers()];
    const zones = new Set(candidates.filter(({ peerId }) => copies.has(peerId)).map(({ zone }) => zone));
    const chosen: typeof candidates = [];
    for (const candidate of adoptersInOrder(candidates, copies, zones, system.random)) {
      if (chosen.length === missing) break;
      if (await liveness.answers(candidate.peerId as PeerId)) chosen.push(candidate);
    }
    return chosen;
  }

  function postpone(state: Short): void {
    state.notBeforeMs = system.monotonicMs() + Math.min(RETRY_MIN_MS * 2 ** state.failures, RETRY_MAX_MS);
    state.failures++;
  }

  async function repairDue(signal: AbortSignal): Promise<void> {
    for (const [fileId, state] of short) {
      const nowMs = system.monotonicMs();
      if (signal.aborted) return;
      const delayMs = state.gone ? Math.min(GONE_DELAY_MS, deps.repairDelayMs) : deps.repairDelayMs;
      if (nowMs - state.sinceMs < delayMs || nowMs < state.notBeforeMs) continue;
      await repair(fileId, state, signal);
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    const files = changed;
    changed = new Set();
    if (await livesChanged()) fullScanMs = 0;
    const nowMs = system.monotonicMs();
    if (nowMs >= fullScanMs && nowMs >= scanRestEndMs) await fullScan(signal);
    else {
      await inspectAll(files, signal);
      await scanGained(signal);
    }
    await repairDue(signal);
  }

  const intervalMs = Math.min(Math.max(deps.repairDelayMs / 5, 2_000), 30_000);
  const loop = createLoop({ ...deps, name: 'repair', intervalMs, firstMs: intervalMs }, run);
  return {
    start() {
      unlisten = store.onChange((fileId) => {
        if (changed.size < CHANGED_MAX) changed.add(fileId);
        else fullScanMs = 0;
      });
      loop.start();
    },
    async stop() {
      unlisten();
      adoptions.stop();
      await loop.stop();
    },
    look() {
      fullScanMs = 0;
      loop.soon(500);
    },
  };
}
