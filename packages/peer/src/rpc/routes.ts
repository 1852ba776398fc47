// Which services stand at which door. The public ones are served by the peer listener and by the API listener; the
// internal ones by the peer listener alone.
import type { ConnectRouter } from '@connectrpc/connect';
import type { FileService } from '../files/file-service.ts';
import type { RecordsServer } from '../records/ports.ts';
import type { System } from '../system.ts';
import { eventService } from './event-service.ts';
import { fileService } from './file-service.ts';
import { memberService } from './member-service.ts';
import { membershipService } from './membership-service.ts';
import type {
  Admission,
  Authorizer,
  Directory,
  EventLog,
  Gossip,
  MemberHost,
  ReplicaServer,
  RingDoor,
  StateSource,
} from './ports.ts';
import { recordService } from './record-service.ts';
import { registryService } from './registry-service.ts';
import { replicaService } from './replica-service.ts';
import { ringService } from './ring-service.ts';
import { stateService } from './state-service.ts';

export interface PublicDeps {
  readonly ring: RingDoor;
  readonly directory: Directory;
  readonly admission: Admission;
  readonly files: FileService;
  readonly authorizer: Authorizer;
  readonly events: EventLog;
  readonly state: StateSource;
  readonly system: System;
}

export interface InternalDeps {
  readonly members: MemberHost;
  readonly gossip: Gossip;
  readonly records: RecordsServer;
  readonly replicas: ReplicaServer;
}

/** RegistryService, RingService, FileService, StateService, EventService. */
export function publicRoutes(router: ConnectRouter, deps: PublicDeps): void {
  registryService(router, deps);
  ringService(router, deps.ring, deps.system.monotonicMs);
  fileService(router, deps);
  stateService(router, deps.state);
  eventService(router, deps.events);
}

/** MemberService, MembershipService, RecordService, ReplicaService: for peers only. */
export function internalRoutes(router: ConnectRouter, deps: InternalDeps): void {
  memberService(router, deps.members);
  membershipService(router, deps.gossip);
  recordService(router, deps.records);
  replicaService(router, deps.replicas);
}
