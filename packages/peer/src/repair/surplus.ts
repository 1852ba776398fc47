// Removes copies beyond k. They come of repair: a peer was thought dead, others took its copies over, and it came back.
// All holders compute the same order, publishers of the file first and the others by lot, and only who stands behind k
// others gives its copy up, and only when these k answer, have the file in their own store, and the zones of the copies
// do not become fewer. So a file never has fewer copies for it than it should have.
import { createHash } from 'node:crypto';
import type { NetworkParameters, PeerAddress } from '../records/ports.ts';
import type { FileFacts, FileId, PeerId } from '../records/record.ts';
import type { RecordsParts } from '../records/records.ts';
import type { Holding } from '../store/store.ts';
import type { System } from '../system.ts';
import { createLoop } from './loop.ts';
import type { Holdings, Liveness, RepairLog } from './ports.ts';
import { withdrawCopy } from './withdraw-copy.ts';

const CANDIDATES_MAX = 100_000;

/** Other peers, as far as giving up a copy needs them. */
export interface OtherCopies {
  /** Null for a peer that is not known. */
  addressOf(peerId: PeerId): (PeerAddress & { readonly zone: string }) | null;
  /** Whether a peer has a complete copy in its own store. Errors: PEER_UNREACHABLE. */
  has(peer: PeerAddress, holding: Holding, signal: AbortSignal): Promise<boolean>;
}

export interface SurplusDeps {
  readonly self: { readonly peerId: PeerId; readonly zone: string };
  readonly parts: Pick<RecordsParts, 'records' | 'factsFromAll'>;
  readonly holdings: Holdings;
  readonly others: OtherCopies;
  readonly liveness: Liveness;
  readonly parameters: NetworkParameters;
  readonly system: System;
  readonly log: RepairLog;
  /** How long a file must have too many copies before one goes. */
  readonly graceMs: number;
}

export interface Surplus {
  start(): void;
  stop(): Promise<void>;
  /** Takes note of what the ring knows of a file of which a copy is kept here. */
  seen(facts: FileFacts): void;
}

export function createSurplus(deps: SurplusDeps): Surplus {
  const { self, parts, holdings, others, liveness, parameters, system, log, graceMs } = deps;
  const sinceMs = new Map<FileId, number>();

  /** Who keeps the file when this peer gives its copy up; null when that would be too few. */
  function keepersOf(facts: FileFacts): readonly PeerId[] | null {
    const before = inOrder(facts, self.peerId);
    return before.length >= parameters.replicas ? before.slice(0, parameters.replicas) : null;
  }

  async function confirms(peerId: PeerId, holding: Holding, signal: AbortSignal): Promise<boolean> {
    const address = others.addressOf(peerId);
    if (!address || !(await liveness.answers(peerId))) return false;
    return others.has(address, holding, signal);
  }

  /** The copies that stay lie in as many zones as there can be, or in this peer's zone too. */
  function zonesStay(keepers: readonly PeerId[]): boolean {
    const zones = new Set(keepers.map((peerId) => others.addressOf(peerId)?.zone));
    return zones.has(self.zone) || zones.size >= parameters.replicas;
  }

  async function mayGo(holding: Holding, signal: AbortSignal): Promise<boolean> {
    const keepers = keepersOf(await parts.factsFromAll(holding.fileId, signal));
    if (!keepers || !zonesStay(keepers)) return false;
    const confirmed = await Promise.all(keepers.map((peerId) => confirms(peerId, holding, signal)));
    return confirmed.every(Boolean);
  }

  async function consider(fileId: FileId, signal: AbortSignal): Promise<void> {
    const holding = holdings.get(fileId);
    sinceMs.delete(fileId);
    if (!holding || holding.place === 'shared') return;
    try {
      await withdrawCopy(deps, holding, () => mayGo(holding, signal), signal);
    } catch (error) {
      if (!signal.aborted)
        log.warn({ error, fileId }, 'surplus: the copy stays until all keepers can be asked');
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    for (const [fileId, since] of sinceMs) {
      if (signal.aborted) return;
      if (system.monotonicMs() - since >= graceMs) await consider(fileId, signal);
    }
  }

  const intervalMs = Math.min(Math.max(graceMs / 4, 1_000), 60_000);
  const loop = createLoop({ name: 'surplus', intervalMs, firstMs: intervalMs, system, log }, run);
  return {
    start: loop.start,
    stop: loop.stop,
    seen(facts) {
      const { fileId } = facts;
      if (!keepersOf(facts)) sinceMs.delete(fileId);
      else if (!sinceMs.has(fileId) && sinceMs.size < CANDIDATES_MAX)
        sinceMs.set(fileId, system.monotonicMs());
    },
  };
}

/** Peers with a copy of their own that stand before `self` in the order of those that keep theirs. */
function inOrder({ fileId, holders, entries }: FileFacts, self: PeerId): PeerId[] {
  const publishers = new Set(entries.filter(({ shared }) => !shared).map(({ peerId }) => peerId));
  const rank = (peerId: PeerId) =>
    `${publishers.has(peerId) ? 0 : 1}${createHash('sha256').update(fileId).update(peerId).digest('hex')}`;
  const own = rank(self);
  return holders
    .filter(({ complete, shared, gone, peerId }) => complete && !shared && !gone && peerId !== self)
    .map(({ peerId }) => ({ peerId, rank: rank(peerId) }))
    .filter((other) => other.rank < own)
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ peerId }) => peerId);
}
