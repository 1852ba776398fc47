// A peer's life. The order of starting is the order of trust: listen, know others, log, join the ring, then serve and
// repair; stopping is the way back.
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Publisher } from '../events/publisher.ts';
import type { TransferProgress } from '../events/transfer-progress.ts';
import type { LoopDelay } from '../loop-delay.ts';
import type { Membership } from '../membership/membership.ts';
import type { Peer } from '../peer.ts';
import type { PeerClient } from '../rpc/peer-client.ts';
import type { Database } from '../store/database.ts';
import { delay, type System } from '../system.ts';
import type { Data } from './data.ts';
import type { Doors } from './doors.ts';
import type { Identity } from './open-identity.ts';
import type { RingHost } from './ring-host.ts';
import { seedExchange } from './seed-exchange.ts';
import { askSeeds } from './seeds.ts';

/** Container engines kill after ten seconds. */
const COPIES_TIMEOUT_MS = 5_000;
const DRAIN_TIMEOUT_MS = 5_000;

export interface PeerParts {
  readonly config: Config;
  identity: Identity;
  address: string;
  api: string;
  system: System;
  log: Logger;
  database: Database;
  events: EventLog;
  client: PeerClient;
  membership: Membership;
  host: RingHost;
  data: Data;
  publisher: Publisher | null;
  progress: TransferProgress;
  loopDelay: LoopDelay;
  doors: Doors;
}

export function lifecycle(parts: PeerParts): Peer {
  const {
    config,
    identity,
    system,
    log,
    database,
    events,
    client,
    membership,
    host,
    data,
    publisher,
    progress,
    loopDelay,
    doors,
  } = parts;
  const stopping = new AbortController();
  let stopped: Promise<void> | null = null;

  async function start(): Promise<void> {
    await doors.peers.start(config.address, config.port);
    membership.start();
    membership.learn(identity.firstContacts);
    await events.start({
      ...membership.self(),
      incarnation: BigInt(identity.incarnation),
      memberIds: [...membership.self().memberIds],
    });
    publisher?.start();
    await askSeeds(seedOptions(parts), stopping.signal);
    await host.start(membership.contacts());
    membership.setOwnState('up');
    data.start();
    progress.start();
    loopDelay.start();
    await doors.api.start();
    log.info({ peerId: identity.key.peerId, address: parts.address, api: parts.api }, 'the peer is up');
  }

  async function leave(): Promise<void> {
    log.info('the peer leaves');
    await within(COPIES_TIMEOUT_MS, (signal) => giveCopies(signal));
    await within(DRAIN_TIMEOUT_MS, (signal) => data.maintain.drain(signal));
    await Promise.all([host.leave(), membership.leave()]);
  }

  /** What this peer alone stands for; the others have the rest, and it may be back soon. */
  async function giveCopies(signal: AbortSignal): Promise<void> {
    try {
      await data.handOver.run(identity.network.writeQuorum, signal);
    } catch (error) {
      log.warn({ error }, 'not all copies could be handed over before leaving');
    }
  }

  async function within(limitMs: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const late = new AbortController();
    const signal = AbortSignal.any([stopping.signal, late.signal]);
    await Promise.race([work(signal), delay(system, limitMs, signal)]);
    late.abort();
  }

  async function stop(): Promise<void> {
    log.info('the peer stops');
    stopping.abort();
    host.stop();
    membership.stop();
    progress.stop();
    loopDelay.stop();
    await doors.api.stop();
    await data.stop();
    await doors.peers.stop();
    await publisher?.stop();
    client.stop();
    events.stop();
    database.close();
    log.info('the peer has stopped');
  }

  return {
    peerId: identity.key.peerId,
    name: config.name,
    address: parts.address,
    api: parts.api,
    start,
    leave,
    stop: () => (stopped ??= stop()),
  };
}

function seedOptions({ config, identity, membership, system, log }: PeerParts) {
  return {
    addresses: [...config.contacts, ...(config.join ? [config.join] : [])],
    exchange: seedExchange(identity.credentials, membership, system),
    learn: membership.learn.bind(membership),
    isKnown: () => membership.livePeers().length > 0,
    system,
    log,
  };
}
