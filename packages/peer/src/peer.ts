// One peer, wired: every part is made here from what it needs and nothing more. The order of starting is the order of
// trust: who am I, whom do I know, listen, join the ring, then serve and repair.
import { join } from 'node:path';
import type { Contact } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';
import { createAmqpBroker } from './events/amqp-broker.ts';
import { createEventLog, type EventLog } from './events/event-log.ts';
import { createChordSink } from './events/from-chord.ts';
import { traceLookup } from './events/from-lookup.ts';
import { createPublishCursor } from './events/publish-cursor.ts';
import { createPublisher, type Publisher } from './events/publisher.ts';
import { createTelemetry, type Telemetry } from './events/telemetry.ts';
import { createTransferProgress } from './events/transfer-progress.ts';
import { createWatch } from './events/watch.ts';
import { createRegistrar, refuseAdmission } from './identity/admission.ts';
import { createJoinToken, JOIN_TOKEN_LIFETIME_MS } from './identity/join-token.ts';
import { createSigner } from './identity/key.ts';
import { memberIdOf } from './identity/peer-id.ts';
import { createAuthorizer } from './identity/write-token.ts';
import { createLoopDelay } from './loop-delay.ts';
import { Membership } from './membership/membership.ts';
import { timingOf } from './peer-timing.ts';
import { createMembershipRemote } from './rpc/membership-remote.ts';
import { PeerClient } from './rpc/peer-client.ts';
import { createRegisterCall } from './rpc/register-call.ts';
import { createRemote } from './rpc/remote.ts';
import { createBufferPool } from './store/buffer-pool.ts';
import { openDatabase } from './store/database.ts';
import { lockFolder } from './store/folder-lock.ts';
import type { System } from './system.ts';
import { connectRing } from './wiring/connect-ring.ts';
import { createData } from './wiring/data.ts';
import { createDoors } from './wiring/doors.ts';
import { joinHostPort, reachableHost, settlePort, splitHostPort } from './wiring/host-port.ts';
import { lifecycle } from './wiring/lifecycle.ts';
import { makeFolder } from './wiring/make-folder.ts';
import { openIdentity } from './wiring/open-identity.ts';
import { createRingHost } from './wiring/ring-host.ts';
import { checkShareFolder } from './wiring/share-folder.ts';
import { createStateSource } from './wiring/state-source.ts';

const VERSION = '0.1.0';
const MEMBERSHIP_TIMEOUT_MS = 1_000;
const CONTACTS_FOR_NEWCOMERS_MAX = 32;

export interface Peer {
  readonly peerId: string;
  readonly name: string;
  /** HOST:PORT of the peer listener, as others reach it. */
  readonly address: string;
  /** URL of the API listener, no trailing slash. */
  readonly api: string;
  /** Resolves when the peer serves and is part of a ring, be it of one. */
  start(): Promise<void>;
  /** Leaves in good order: gives its records away, tells its neighbours. Then `stop`. */
  leave(): Promise<void>;
  /** Ends everything that was started; safe at any time. */
  stop(): Promise<void>;
}

/** Opens what is on disk (or founds it) and wires the peer; the folder is this peer's until `stop`. Errors:
 * INVALID_ARGUMENT, UNAUTHENTICATED, PEER_UNREACHABLE, BUSY when another peer runs on the folder. */
export async function createPeer(config: Config, system: System): Promise<Peer> {
  if (config.share) checkShareFolder(config.share);
  makeFolder(config.directory);
  const unlock = lockFolder(config.directory);
  try {
    const peer = await wirePeer(await settlePorts(config), system);
    return { ...peer, stop: () => peer.stop().finally(unlock) };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function wirePeer(config: Config, system: System): Promise<Peer> {
  const log = pino({
    name: config.name,
    level: config.logLevel,
    redact: ['authorization', '*.authorization', 'token', '*.token'],
  });
  const identity = await openIdentity(config, createRegisterCall(system), system);
  const { peerId } = identity.key;
  const { incarnation, network } = identity;
  const timing = timingOf(network);
  const address = config.advertise ?? joinHostPort(reachableHost(config.address), config.port);
  const api = config.apiUrl ?? apiUrlOf(config);
  const database = openDatabase(join(config.directory, 'index.db'));
  const signer = createSigner(identity.key, identity.adminCertificate);
  const events = createEventLog({ database, system, peerId, incarnation });
  const telemetry = createTelemetry({ system, peerId, incarnation });
  const pool = createBufferPool();
  const client = new PeerClient({
    pool,
    credentials: () => identity.credentials,
    system,
    onClosed: (lost) => connectionClosed(lost),
  });
  const membership = new Membership({
    ...{ signer, database, system, log },
    self: {
      ...{
        name: config.name,
        address,
        api,
        zone: config.zone,
        incarnation,
        members: config.members,
        version: VERSION,
      },
      registrar: identity.authority !== null,
    },
    remote: createMembershipRemote(client, MEMBERSHIP_TIMEOUT_MS),
    exchangeIntervalMs: timing.membershipIntervalMs,
  });
  const selves = membersOf(config, { peerId, address, incarnation });
  const host = createRingHost({
    ...{ selves, system, distinctPeersMin: network.replicas + 1 },
    parameters: { ...timing.chord, successorListLength: network.successors },
    remote: createRemote(client),
    eventsOf: (self) =>
      createChordSink(self, events, (error) => log.error({ err: error }, 'a fact could not be written')),
    trace: (lookup, about) => traceLookup(lookup, about, { telemetry, system }),
  });
  const data = await createData({
    ...{ identity, signer, database, membership, client, events, timing, pool, system, log, address },
    directory: config.directory,
    zone: config.zone,
    share: config.share,
    quotaBytes: config.quota,
    limits: {
      upBytesPerSecond: config.limitUp,
      downBytesPerSecond: config.limitDown,
      transfersMax: config.transfersMax,
      streamsPerSource: config.streamsPerSource,
    },
    ring: host.ring,
  });
  const publisher = createEventPublisher({ peerId, config, events, telemetry, database, system, log });
  const progress = createTransferProgress({ transfers: data.files.service.transfers, telemetry, system });
  const loopDelay = createLoopDelay(system);
  const watch = createWatch({ log: events, telemetry, system });
  const state = createStateSource({
    ...{ membership, door: host.door, data, events, publisher, system },
    successorsWanted: network.successors,
  });
  const authorizer = createAuthorizer(() => network.writeTokenHashes);
  const admission = identity.authority
    ? createRegistrar({
        authority: identity.authority,
        roles: network.timing === 'demo' ? ['peer', 'admin'] : ['peer'],
        contacts: () => membership.records(CONTACTS_FOR_NEWCOMERS_MAX),
        onAdmitted: (admitted) =>
          tell(events.record({ case: 'peerRegistered', value: { peerId: admitted } }), log),
        system,
      })
    : refuseAdmission(() => membership.registrars());
  const files = data.files.service;
  const doors = createDoors({
    ...{ config, pool, system, log },
    credentials: identity.credentials,
    hasWriteToken: network.writeTokenHashes.length > 0,
    publicDeps: {
      ring: host.door,
      directory: membership,
      admission,
      files,
      batches: data.files.batches,
      authorizer,
      events: { position: events.position, watch },
      state,
      scrub: data.scrub,
      drain: data.handOver,
      system,
    },
    internalDeps: {
      members: host.members,
      gossip: membership,
      records: data.records.server,
      replicas: data.files.replicas,
      small: data.files.small,
      system,
    },
    restDeps: {
      ring: host.door,
      peers: membership,
      files,
      state,
      scrub: data.scrub,
      drain: data.handOver,
      loopDelay,
      authorizer,
      tokens: tokenIssuer(identity.authority, system),
    },
    isReady: () => host.isUp,
  });

  function connectionClosed(lost: string): void {
    host.suspect(membership.get(lost)?.memberIds ?? []);
    void membership.suspect(lost);
  }

  connectRing({ host, membership, data });
  return lifecycle({
    config,
    identity,
    address,
    api,
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
  });
}

/** This peer's places on the ring. */
function membersOf(
  { members, zone }: Config,
  peer: { peerId: string; address: string; incarnation: number },
): [Contact, ...Contact[]] {
  const member = (index: number) => ({ ...peer, memberId: memberIdOf(peer.peerId, index), index, zone });
  return [member(0), ...Array.from({ length: members - 1 }, (_, i) => member(i + 1))];
}

function createEventPublisher(parts: {
  peerId: string;
  config: Config;
  events: EventLog;
  telemetry: Telemetry;
  database: ReturnType<typeof openDatabase>;
  system: System;
  log: Logger;
}): Publisher | null {
  const { peerId, config, events, telemetry, database, system, log } = parts;
  if (!config.amqp) return null;
  return createPublisher({
    ...{ peerId, log: events, telemetry, system },
    cursor: createPublishCursor({ database, system, name: 'amqp' }),
    broker: createAmqpBroker({
      url: config.amqp,
      queue: config.queue,
      connectionName: `acorde ${config.name}`,
      system,
    }),
    logger: log,
  });
}

function tokenIssuer(authority: Awaited<ReturnType<typeof openIdentity>>['authority'], system: System) {
  return {
    async issue() {
      if (!authority)
        throw new AcordeError(
          'FORBIDDEN',
          'This peer is no registrar: it does not have the folder of the network.',
        );
      const token = createJoinToken(authority.folder, authority.document.networkId, system);
      return { token, expiresMs: system.nowMs() + JOIN_TOKEN_LIFETIME_MS };
    },
  };
}

function tell(writing: Promise<void>, log: Logger): void {
  writing.catch((error) => log.error({ err: error }, 'a fact could not be written'));
}

async function settlePorts(config: Config): Promise<Config> {
  const api = splitHostPort(config.api);
  const port = await settlePort(config.address, config.port);
  const apiPort = await settlePort(api.host, api.port);
  return { ...config, port, api: joinHostPort(api.host, apiPort) };
}

function apiUrlOf(config: Config): string {
  const { host, port } = splitHostPort(config.api);
  return `${config.apiCertificate ? 'https' : 'http'}://${joinHostPort(reachableHost(host), port)}`;
}
