import { MembershipService } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import type { PeerRecord } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import { createClient } from '@connectrpc/connect';
import type { Membership } from '../membership/membership.ts';
import type { Credentials } from '../rpc/credentials.ts';
import { transportOver } from '../rpc/peer-client.ts';
import { PeerConnection } from '../rpc/peer-connection.ts';
import type { System } from '../system.ts';

const TIMEOUT_MS = 3_000;
const WINDOW_BYTES = 1024 * 1024;

/** Exchanges records with whatever peer of this network lives at an address; who it is shows only then. */
export function seedExchange(
  credentials: Credentials,
  membership: Membership,
  system: System,
): (address: string) => Promise<readonly PeerRecord[]> {
  return async (address) => {
    const connection = new PeerConnection({
      ...{ address, system, credentials, peerId: null },
      windowBytes: WINDOW_BYTES,
      onLost: () => undefined,
    });
    try {
      const service = createClient(MembershipService, transportOver(connection));
      const request = { records: membership.records(1), versions: [] };
      return (await service.exchange(request, { timeoutMs: TIMEOUT_MS })).records;
    } finally {
      connection.destroy();
    }
  };
}
