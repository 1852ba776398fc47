import type { KeptFacts } from '../records/kept-facts.ts';
import type { NetworkParameters } from '../records/ports.ts';
import type { PeerId } from '../records/record.ts';
import type { Liveness } from '../repair/ports.ts';
import type { Database } from '../store/database.ts';
import type { PartialCopies, Store } from '../store/store.ts';
import type { System } from '../system.ts';
import type { Distrust } from './distrust.ts';
import type { Limits } from './limits.ts';
import type { FactLog, Membership, PeerIndexRemote, Records, ReplicaRemote } from './ports.ts';
import type { Transfers } from './transfers.ts';

/** What the files say to the log; a pino logger is one. */
export interface FileLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** What the operations on files share. */
export interface FileDeps {
  readonly self: PeerId;
  readonly store: Store;
  readonly partials: PartialCopies;
  readonly database: Database;
  readonly records: Records;
  readonly remote: ReplicaRemote;
  readonly index: PeerIndexRemote;
  readonly membership: Membership;
  readonly liveness: Liveness;
  readonly facts: FactLog;
  readonly network: NetworkParameters;
  readonly transfers: Transfers;
  /** What this peer knows of a file without asking anybody: so that a copy that lies here is handed out at once. */
  readonly keptFacts?: KeptFacts | undefined;
  readonly limits: Limits;
  readonly distrust: Distrust;
  readonly system: System;
  readonly log: FileLog;
}
