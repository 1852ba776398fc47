// What the membership needs of the rest of the peer. Implemented by rpc/.
import type { PeerRecord } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import type { PeerAddress } from '../records/ports.ts';
import type { PeerRecordVersion } from './peer-record.ts';
import type { PeerView } from './peer-view.ts';

/** Calls to the membership of another peer. Throws AcordeError; PEER_UNREACHABLE when there is no answer in time. */
export interface MembershipRemote {
  /** Whether the other peer, once it has taken these records in, knows exactly what this digest stands for. */
  agrees(to: PeerAddress, digest: Uint8Array, records: readonly PeerRecord[]): Promise<boolean>;
  /** Gives records and what one has of all others; gets what the other peer knows better. */
  exchange(
    to: PeerAddress,
    records: readonly PeerRecord[],
    versions: readonly PeerRecordVersion[],
  ): Promise<readonly PeerRecord[]>;
  /** Resolves when the peer answers in time. */
  ping(to: PeerAddress): Promise<void>;
}

/** A peer that is new, or is seen otherwise than before. */
export interface PeerChange {
  readonly peer: PeerView;
  /** Null for a peer that was not known. */
  readonly previous: PeerView | null;
}
