// What repair needs beside the records' own ports.
import type { PeerAddress } from '../records/ports.ts';
import type { FileId, PeerId } from '../records/record.ts';
import type { Holding } from '../store/store.ts';

export interface Holdings {
  get(fileId: FileId): Holding | null;
  list(): IterableIterator<Holding>;
  remove(fileId: FileId): Promise<void>;
}

/** Which peers answer, by recent pings. */
export interface Liveness {
  /** Asks, unless asked within the last seconds. Never throws. */
  answers(peerId: PeerId): Promise<boolean>;
}

export interface Adopter {
  adopt(to: PeerAddress, fileId: FileId, signal: AbortSignal): Promise<void>;
}
