// Which services stand at which door. The public ones are served by the peer listener and by the API listener; the
// internal ones by the peer listener alone.
import { BatchService } from '@acorde/protocol/gen/acorde/internal/v1/batch_pb.ts';
import { MemberService, MembershipService } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import { RecordService } from '@acorde/protocol/gen/acorde/internal/v1/record_pb.ts';
import { ReplicaService } from '@acorde/protocol/gen/acorde/internal/v1/replica_pb.ts';
import { EventService } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { FileService } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import { MaintenanceService } from '@acorde/protocol/gen/acorde/v1/maintenance_pb.ts';
import { RegistryService } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import { RingService } from '@acorde/protocol/gen/acorde/v1/ring_pb.ts';
import { StateService } from '@acorde/protocol/gen/acorde/v1/state_pb.ts';
import { Health } from '@acorde/protocol/gen/grpc/health/v1/health_pb.ts';
import type { DescService } from '@bufbuild/protobuf';
import type { ConnectRouter } from '@connectrpc/connect';
import type { FileBatches, FileService as Files } from '../files/file-service.ts';
import type { RecordsServer } from '../records/ports.ts';
import type { System } from '../system.ts';
import { batchService } from './batch-service.ts';
import { eventService } from './event-service.ts';
import { fileService } from './file-service.ts';
import { healthService } from './health-service.ts';
import { maintenanceService } from './maintenance-service.ts';
import { memberService } from './member-service.ts';
import { membershipService } from './membership-service.ts';
import type {
  Admission,
  Authorizer,
  Directory,
  DrainDoor,
  EventLog,
  Gossip,
  MemberHost,
  ReplicaServer,
  RingDoor,
  ScrubDoor,
  SmallServer,
  StateSource,
} from './ports.ts';
import { recordService } from './record-service.ts';
import { reflectionService } from './reflection-service.ts';
import { registryService } from './registry-service.ts';
import { replicaService } from './replica-service.ts';
import { ringService } from './ring-service.ts';
import { stateService } from './state-service.ts';

export const PUBLIC_SERVICES: readonly DescService[] = [
  RegistryService,
  RingService,
  FileService,
  StateService,
  EventService,
  MaintenanceService,
];

export const INTERNAL_SERVICES: readonly DescService[] = [
  MemberService,
  MembershipService,
  RecordService,
  ReplicaService,
  BatchService,
];

export interface PublicDeps {
  readonly ring: RingDoor;
  readonly directory: Directory;
  readonly admission: Admission;
  readonly files: Files;
  readonly batches: FileBatches;
  readonly authorizer: Authorizer;
  readonly events: EventLog;
  readonly state: StateSource;
  readonly scrub: ScrubDoor;
  readonly drain: DrainDoor;
  readonly system: System;
}

export interface InternalDeps {
  readonly members: MemberHost;
  readonly gossip: Gossip;
  readonly records: RecordsServer;
  readonly replicas: ReplicaServer;
  readonly small: SmallServer;
  readonly system: System;
}

/** RegistryService, RingService, FileService, StateService, EventService, MaintenanceService. */
export function publicRoutes(router: ConnectRouter, deps: PublicDeps): void {
  registryService(router, deps);
  ringService(router, deps.ring, deps.system.monotonicMs);
  fileService(router, deps);
  stateService(router, deps.state);
  eventService(router, deps.events);
  maintenanceService(router, deps);
}

/** MemberService, MembershipService, RecordService, ReplicaService, BatchService: for peers only. */
export function internalRoutes(router: ConnectRouter, deps: InternalDeps): void {
  memberService(router, deps.members, deps.system);
  membershipService(router, deps.gossip);
  recordService(router, deps.records);
  replicaService(router, deps.replicas);
  batchService(router, deps.small);
}

/** Health and reflection for the services of one door. `isReady`: the peer is part of a ring. */
export function toolRoutes(
  router: ConnectRouter,
  services: readonly DescService[],
  deps: { readonly isReady: () => boolean; readonly system: System },
): void {
  healthService(router, { ...deps, services: services.map(({ typeName }) => typeName) });
  reflectionService(router, [...services, Health]);
}
