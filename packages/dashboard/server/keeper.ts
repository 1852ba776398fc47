// The regular rounds: who is there (one peer is asked for its list each second), how are they (each state is read anew
// now and then), and are the failed ones back.

import type { PeerView } from '../src/wire.ts';
import type { FleetStore } from './fleet-store.ts';
import type { Logger } from './logger.ts';
import type { PeerDialer, PeerTarget } from './peer-clients.ts';
import type { PeerReader } from './peer-reader.ts';
import type { System } from './system.ts';

export interface Keeper {
  start(): void;
  stop(): void;
  /** Looks for peers at once: somebody new was named. */
  discoverSoon(): void;
  /** Reads a peer's state soon: something of it changed that events do not carry. */
  readSoon(peerId: string): void;
}

export interface KeeperParts {
  readonly seeds: readonly string[];
  readonly store: FleetStore;
  readonly dialer: PeerDialer;
  readonly reader: PeerReader;
  readonly system: System;
  readonly logger: Logger;
  /** How old a peer's state may get, milliseconds. */
  readonly stateAgeMsMax: number;
}

const ROUND_MS = 1_000;
/** While no peer is known. */
const SEARCH_ROUND_MS = 250;
const LIST_TIMEOUT_MS = 1_000;
const READ_SOON_MS = 300;
const CALLS_MAX = 8;
/** A failed peer that nobody names any more is forgotten. */
const FORGET_MS = 60_000;

export function createKeeper(parts: KeeperParts): Keeper {
  const { store, dialer, reader, system, logger } = parts;
  const planned = new Map<string, () => void>();
  const namedAtMs = new Map<string, number>();
  let cancelRound: (() => void) | null = null;
  let discovering = false;
  let again = false;
  let turn = 0;
  let stopped = false;

  function round(): void {
    discover();
    void eachOf(stale(), (peer) => reader.read(peer.peerId));
    void eachOf(failed(), (peer) => reader.recheck(peer.peerId));
    forgetUnnamed();
    cancelRound = system.schedule(store.get().peers.size > 0 ? ROUND_MS : SEARCH_ROUND_MS, round);
  }

  function discover(): void {
    if (stopped) return;
    if (discovering) {
      again = true;
      return;
    }
    discovering = true;
    again = false;
    void list().finally(() => {
      discovering = false;
      if (again) discover();
    });
  }

  async function list(): Promise<void> {
    const answers = await Promise.all(whomToAsk().map(ask));
    if (stopped) return;
    const before = store.get().peers;
    for (const peers of answers) {
      for (const peer of peers) namedAtMs.set(peer.peerId, system.nowMs());
      try {
        store.dispatch({ type: 'listed', peers });
      } catch (error) {
        logger.warn({ err: error }, 'a peer gave a malformed list of peers');
      }
    }
    const fresh = [...store.get().peers.values()].filter(
      (peer) => before.get(peer.peerId)?.incarnation !== peer.incarnation,
    );
    await eachOf(fresh, (peer) => reader.read(peer.peerId));
  }

  /** One that is well, in turn; the given addresses while there is none. */
  function whomToAsk(): PeerTarget[] {
    const well = [...store.get().peers.values()].filter((peer) => peer.state === 'up' && !peer.suspect);
    turn += 1;
    const next = well[turn % well.length];
    return next ? [next] : parts.seeds.map((address) => ({ peerId: null, address }));
  }

  async function ask(target: PeerTarget) {
    try {
      return (await dialer.clients(target).registry.listPeers({}, { timeoutMs: LIST_TIMEOUT_MS })).peers;
    } catch (error) {
      if (target.peerId) void reader.doubt(target.peerId, (error as Error).message);
      else logger.debug({ address: target.address, err: error }, 'no peer answers there');
      return [];
    }
  }

  function stale(): PeerView[] {
    const nowMs = system.nowMs();
    return [...store.get().peers.values()].filter((peer) => {
      if (peer.state === 'failed') return false;
      const ageMsMax = peer.state === 'up' ? parts.stateAgeMsMax : ROUND_MS;
      return nowMs - (peer.readAtMs ?? 0) >= ageMsMax;
    });
  }

  function failed(): PeerView[] {
    return [...store.get().peers.values()].filter((peer) => peer.state === 'failed');
  }

  function forgetUnnamed(): void {
    const oldestMs = system.nowMs() - FORGET_MS;
    for (const { peerId } of failed()) {
      if ((namedAtMs.get(peerId) ?? 0) >= oldestMs) continue;
      namedAtMs.delete(peerId);
      store.dispatch({ type: 'removed', peerId });
    }
  }

  return {
    start: () => round(),
    stop() {
      stopped = true;
      cancelRound?.();
      for (const cancel of planned.values()) cancel();
    },
    discoverSoon: () => discover(),
    readSoon(peerId) {
      if (planned.has(peerId)) return;
      const read = () => {
        planned.delete(peerId);
        void reader.read(peerId);
      };
      planned.set(peerId, system.schedule(READ_SOON_MS, read));
    },
  };
}

/** A few at a time. */
async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(CALLS_MAX, rest.length) }, worker));
}
