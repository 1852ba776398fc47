// What the gateway may call at a peer, and how it comes to a connection.
import { EventService } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { FileService } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import { RegistryService } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import { RingService } from '@acorde/protocol/gen/acorde/v1/ring_pb.ts';
import { StateService } from '@acorde/protocol/gen/acorde/v1/state_pb.ts';
import { type Client, createClient, type Transport } from '@connectrpc/connect';

export interface PeerClients {
  readonly state: Client<typeof StateService>;
  readonly registry: Client<typeof RegistryService>;
  readonly events: Client<typeof EventService>;
  readonly ring: Client<typeof RingService>;
  readonly files: Client<typeof FileService>;
}

/** Where a peer is. Without an id any peer of the network may answer: only for the first contact. */
export interface PeerTarget {
  readonly peerId: string | null;
  /** HOST:PORT of the peer listener. */
  readonly address: string;
}

export interface PeerDialer {
  /** Clients over one lasting connection to the peer, opened when first used. */
  clients(target: PeerTarget): PeerClients;
  /** Clients over a new connection, for one question: is it there? */
  fresh(target: PeerTarget): { clients: PeerClients; close(): void };
  /** Ends the lasting connection to a peer that is gone. */
  forget(peerId: string): void;
  close(): void;
}

export function createPeerClients(transport: Transport): PeerClients {
  return {
    state: createClient(StateService, transport),
    registry: createClient(RegistryService, transport),
    events: createClient(EventService, transport),
    ring: createClient(RingService, transport),
    files: createClient(FileService, transport),
  };
}
