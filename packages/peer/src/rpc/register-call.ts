import { RegistryService } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import { createClient } from '@connectrpc/connect';
import type { RegisterCall } from '../identity/join-network.ts';
import type { System } from '../system.ts';
import { fromConnectError } from './errors.ts';
import { transportOver } from './peer-client.ts';
import { PeerConnection } from './peer-connection.ts';

const TIMEOUT_MS = 10_000;
const WINDOW_BYTES = 1024 * 1024;

/** RegisterPeer without a certificate of one's own, at any peer of the network of a pinned authority. */
export function createRegisterCall(system: System): RegisterCall {
  return async (address, authority, joinToken, certificateRequest) => {
    const connection = new PeerConnection({
      address,
      peerId: null,
      credentials: { authority },
      windowBytes: WINDOW_BYTES,
      system,
      onLost: () => undefined,
    });
    try {
      const client = createClient(RegistryService, transportOver(connection));
      return await client.registerPeer({ joinToken, certificateRequest }, { timeoutMs: TIMEOUT_MS });
    } catch (thrown) {
      throw fromConnectError(thrown, address).error;
    } finally {
      connection.destroy();
    }
  };
}
