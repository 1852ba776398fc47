// What repair needs beside the records' own ports.
import type { PeerAddress } from '../records/ports.ts';
import type { FileId, PeerId } from '../records/record.ts';
import type { Holding } from '../store/store.ts';

export interface Holdings {
  get(fileId: FileId): Holding | null;
  list(): IterableIterator<Holding>;
  /** Forgets a copy and removes its bytes, unless it has been stored again since it looked like `seen`. */
  remove(fileId: FileId, seen: Holding): Promise<void>;
}

/** Which peers answer, by recent pings. */
export interface Liveness {
  /** Asks, unless asked within the last seconds. Never throws. */
  answers(peerId: PeerId): Promise<boolean>;
}

/** Appoints a peer, which may be this one, to take a file of `size` bytes (infinite: not known); resolves when its copy is durable and its holder record published. */
export interface Adopter {
  adopt(to: PeerAddress, fileId: FileId, signal: AbortSignal, size: number): Promise<void>;
}

/** The peers that may hold replicas, without this one. */
export interface Candidates {
  livePeers(): readonly (PeerAddress & { readonly zone: string })[];
}

/** Call inside `database.commit`: a fact is written with the change that it tells of. */
export interface RepairFacts {
  append(fact: RepairFact): void;
}

export type RepairFact =
  | {
      readonly type: 'repair_started';
      readonly fileId: FileId;
      readonly copies: number;
      readonly peerId: PeerId;
    }
  | {
      readonly type: 'repair_finished';
      readonly fileId: FileId;
      readonly peerId: PeerId;
      readonly error: string;
    };

/** What repair says to the log; a pino logger is one. */
export interface RepairLog {
  warn(details: object, message: string): void;
}
