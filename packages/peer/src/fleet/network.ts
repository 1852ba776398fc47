// The demo's own network: made at the first start, found again at the next ones. Every demo peer is a registrar, so
// that a newcomer may knock at any of them.
import { join } from 'node:path';
import { createNetwork, hasNetwork, issueGateway } from '../identity/authority.ts';
import { hashWriteToken, loadOrCreateWriteToken } from '../identity/write-token.ts';
import { realSystem } from '../system.ts';

export interface DemoNetwork {
  /** Folder of the certificate authority. */
  readonly directory: string;
  /** Folder with the gateway's certificate and key. */
  readonly identity: string;
  /** Absolute path of the write token. */
  readonly tokenFile: string;
}

/** Four successors: with them, eight peers are more than r + 1, the smallest ring for which the proof holds. */
const DEMO_SUCCESSORS = 4;
/** A peer that dies takes all its members along, and some of them may be neighbours. */
const SUCCESSORS_OF_SEVERAL = 16;
/** Peers that must have a file before a put is acknowledged. */
export const WRITE_QUORUM = 2;

export async function prepareNetwork(data: string, members: number): Promise<DemoNetwork> {
  const network = {
    directory: join(data, 'network'),
    identity: join(data, 'gateway'),
    tokenFile: join(data, 'write-token'),
  };
  const token = loadOrCreateWriteToken(network.tokenFile, realSystem);
  if (!hasNetwork(network.directory)) {
    const options = {
      replicas: 3,
      writeQuorum: WRITE_QUORUM,
      successors: members > 1 ? SUCCESSORS_OF_SEVERAL : DEMO_SUCCESSORS,
      timing: 'demo' as const,
      writeTokenHashes: [hashWriteToken(token)],
    };
    await createNetwork(network.directory, options, realSystem);
  }
  await issueGateway(network.directory, network.identity, realSystem);
  return network;
}
